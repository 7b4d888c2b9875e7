// One key does what one button does, and nothing here decides anything by itself. No key works while a page is on its way.
"use strict";

const body = document.body;
let leaving = false;

const isTyping = (element) =>
  element instanceof HTMLTextAreaElement ||
  element instanceof HTMLSelectElement ||
  (element instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "file"].includes(element.type));

document.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  if (leaving) event.preventDefault();
  leaving = true;
  for (const field of event.target.querySelectorAll("[data-keep]")) sessionStorage.removeItem(field.dataset.keep);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-key]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) leaving = true;
});
window.addEventListener("pageshow", () => { leaving = false; });

// Keys

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = isTyping(event.target);
  if (typing && event.key === "Escape") return event.target.blur();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-keep]"))
    return document.querySelector("button.save").click();
  if (leaving || typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (body.dataset.keys === "off") return;
  const opened = document.querySelector("dialog[open]");
  if (opened) {
    if (event.key === "o" || event.key === "?") opened.close();
    return;
  }
  const rows = document.querySelector("[data-rows]");
  if (rows && (event.key === "j" || event.key === "k")) return walk(rows, event.key === "j" ? 1 : -1, event);
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target || target.disabled) return;
  event.preventDefault();
  if (isTyping(target)) {
    target.focus();
    if (target.type === "search") target.select();
  } else {
    target.click();
  }
});

function walk(rows, step, event) {
  const links = [...rows.querySelectorAll("a.row")];
  const at = links.indexOf(document.activeElement);
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

// Dialogs: help, and the pages enlarged with the figure in the middle

for (const opener of document.querySelectorAll("[data-opens]"))
  opener.addEventListener("click", () => {
    const dialog = document.getElementById(opener.dataset.opens);
    for (const image of dialog.querySelectorAll("img[data-src]"))
      if (!image.src) {
        image.addEventListener("load", () => centre(image.parentElement));
        image.src = image.dataset.src;
      }
    dialog.showModal();
    for (const sheet of dialog.querySelectorAll(".sheet")) centre(sheet);
  });

function centre(sheet) {
  const image = sheet.querySelector("img");
  const mark = sheet.querySelector("mark");
  if (image && image.naturalHeight)
    sheet.scrollTop = (sheet.dataset.middle * image.clientHeight) / image.naturalHeight - sheet.clientHeight / 2;
  else if (mark) sheet.scrollTop = mark.offsetTop - sheet.offsetTop - sheet.clientHeight / 2;
}

// A page that cannot be drawn gives way to its text

for (const image of document.querySelectorAll(".picture img")) {
  const giveWay = () => {
    image.parentElement.hidden = true;
    image.parentElement.nextElementSibling.hidden = false;
  };
  if (image.complete && !image.naturalWidth) giveWay();
  else image.addEventListener("error", giveWay);
}

// A comment that is begun stays while its reviewer looks elsewhere

for (const field of document.querySelectorAll("[data-keep]")) {
  field.value = sessionStorage.getItem(field.dataset.keep) ?? field.value;
  const grow = () => {
    field.rows = Math.min(5, Math.max(1, field.value.split("\n").length));
  };
  field.addEventListener("input", () => {
    sessionStorage.setItem(field.dataset.keep, field.value);
    grow();
  });
  grow();
}

// The home page: dropped files, and a run's progress

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const tell = () => {
    const names = [...input.files].map((file) => file.name);
    document.querySelector("[data-chosen]").textContent =
      names.length > 6 ? `${names.slice(0, 6).join(", ")} and ${names.length - 6} more` : names.join(", ");
  };
  input.addEventListener("change", tell);
  for (const name of ["dragenter", "dragover"])
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    tell();
  });
}

for (const panel of document.querySelectorAll("[data-progress]")) {
  const ask = async () => {
    try {
      const now = await (await fetch(panel.dataset.progress)).json();
      if (now.over) return location.reload();
      panel.querySelector("[data-told]").textContent = now.told;
      const bar = panel.querySelector("[data-bar]");
      bar.max = now.total || 1;
      bar.value = now.done;
    } catch {
      panel.querySelector("[data-told]").textContent = "No answer: has lga-metrics been stopped? Start it again.";
    }
    setTimeout(ask, 700);
  };
  setTimeout(ask, 700);
}
