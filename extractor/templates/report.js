"use strict";
// Lays out, filters and sorts the claims, and chooses among the findings. Text goes in as text, never as HTML.

const byId = (id) => document.getElementById(id);

function make(name, options, ...children) {
  const element = Object.assign(document.createElement(name), options);
  element.append(...children);
  return element;
}

// Findings

const chooser = byId("choose-findings");
if (chooser) {
  const cards = [...document.querySelectorAll(".card")];
  const fits = (card, facet) => !facet.value || card.dataset[facet.name].split(" ").includes(facet.value);
  const choose = () => {
    const facets = [...chooser.querySelectorAll("select")];
    for (const card of cards) card.hidden = !facets.every((facet) => fits(card, facet));
    const chosen = cards.filter((card) => !card.hidden);
    for (const group of document.querySelectorAll(".of-findings")) {
      const shown = chosen.some((card) => group.contains(card));
      group.hidden = !shown;
      if (group.tagName === "DETAILS" && facets.some((facet) => facet.value)) group.open = shown;
    }
    byId("findings-shown").textContent =
      chosen.length === cards.length ? "" : `${chosen.length.toLocaleString("en-GB")} of ${cards.length.toLocaleString("en-GB")} shown`;
  };
  chooser.hidden = false;
  chooser.addEventListener("change", choose);
  chooser.addEventListener("reset", () => setTimeout(choose));
  chooser.addEventListener("submit", (event) => event.preventDefault());
  const openTarget = () => {
    // A link to a finding must show it, wherever it is folded away.
    const target = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.closest("details");
    if (folded) {
      folded.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", openTarget);
  openTarget();
}

// Claims

const ROWS_SHOWN = 50;
const [DOCUMENT, PAGE, SENTENCE, START, END, VALUE, SPELT, KIND, MEASURE, ROLE, PROGRAMME, PERIOD, BY_OCR] = Array(13).keys();
const source = byId("claims-data");
if (source) {
  const data = JSON.parse(source.textContent);
  const form = byId("choose-claims");
  const body = byId("claims-rows");
  const heads = [...document.querySelectorAll("#claims-table th")];
  let sorted = { key: null, down: false };
  let found = data.rows;
  let first = 0;

  const collator = new Intl.Collator("en-GB", { numeric: true });
  const rank = (words) => {
    const order = words.map((_, place) => place).sort((a, b) => collator.compare(words[a], words[b]));
    const ranks = [];
    order.forEach((place, at) => (ranks[place] = at));
    return ranks;
  };
  const measureRanks = rank(data.measures);
  const sentenceRanks = rank(data.sentences);
  const KEYS = {
    statement: (row) => sentenceRanks[row[SENTENCE]],
    value: (row) => row[VALUE],
    measure: (row) => measureRanks[row[MEASURE]],
    programme: (row) => row[PROGRAMME],
    period: (row) => row[PERIOD],
    place: null, // the order of the rows
  };

  const readable = (row) =>
    [data.sentences[row[SENTENCE]], row[SPELT], data.measures[row[MEASURE]], ...data.documents[row[DOCUMENT]]].join(" ").toLowerCase();
  let texts = null; // made when somebody first searches

  const facets = { kind: KIND, programme: PROGRAMME, period: PERIOD, role: ROLE, document: DOCUMENT };
  const names = {
    kind: data.kinds, programme: data.programmes, period: data.periods, role: data.roles,
    document: data.documents.map(([name, title]) => title || name),
  };
  for (const [name, column] of Object.entries(facets)) {
    const counts = new Map();
    for (const row of data.rows) counts.set(row[column], (counts.get(row[column]) || 0) + 1);
    const select = form.elements[name];
    for (const value of [...counts.keys()].sort((a, b) => a - b)) {
      const label = names[name][value] || "none";
      select.append(make("option", { value, textContent: `${label} (${counts.get(value).toLocaleString("en-GB")})` }));
    }
    if (counts.size < 2) select.parentElement.hidden = true;
  }

  function choose() {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length && !texts) texts = new Map(data.rows.map((row) => [row, readable(row)]));
    const wanted = Object.entries(facets)
      .map(([name, column]) => [column, form.elements[name].value])
      .filter(([, value]) => value !== "")
      .map(([column, value]) => [column, Number(value)]);
    found = data.rows.filter(
      (row) =>
        wanted.every(([column, value]) => row[column] === value) && words.every((word) => texts.get(row).includes(word)),
    );
    const key = KEYS[sorted.key];
    if (key) found = found.map((row) => [key(row), row]).sort(([a], [b]) => a - b).map(([, row]) => row);
    if (sorted.down) found = found === data.rows ? [...found].reverse() : found.reverse();
    first = 0;
    show();
  }

  function quote(row) {
    const cell = make("td", { className: "said" });
    const text = data.sentences[row[SENTENCE]];
    if (typeof row[START] === "string") {
      cell.append(text, " ", make("span", { className: "faint" }, "(the figure: ", make("mark", {}, row[START]), ")"));
    } else {
      cell.append(text.slice(0, row[START]), make("mark", {}, text.slice(row[START], row[END])), text.slice(row[END]));
    }
    return cell;
  }

  function layOut(row) {
    const [name, title] = data.documents[row[DOCUMENT]];
    const page = (row[PAGE] ? `, page ${row[PAGE]}` : "") + (row[BY_OCR] ? ", read by OCR" : "");
    const kinds = [data.kinds[row[KIND]], data.roles[row[ROLE]]].filter((word, at, all) => all.indexOf(word) === at);
    return make(
      "tr", {},
      quote(row),
      make("td", { className: "value" }, row[SPELT], make("br"), make("span", { className: "faint" }, kinds.join(", "))),
      make("td", {}, data.measures[row[MEASURE]]),
      make("td", {}, data.programmes[row[PROGRAMME]]),
      make("td", {}, data.periods[row[PERIOD]]),
      make("td", { title: name }, (title || name) + page),
    );
  }

  function show() {
    const last = Math.min(first + ROWS_SHOWN, found.length);
    body.replaceChildren(...found.slice(first, last).map(layOut));
    const count = found.length.toLocaleString("en-GB");
    byId("claims-shown").textContent = found.length
      ? `Claims ${(first + 1).toLocaleString("en-GB")} to ${last.toLocaleString("en-GB")} of ${count}` +
        (found.length < data.rows.length ? ` that fit, ${data.rows.length.toLocaleString("en-GB")} in all` : "")
      : "No claim fits: take a word away, or clear the choice.";
    byId("claims-before").disabled = first === 0;
    byId("claims-after").disabled = last >= found.length;
    for (const head of heads) {
      const own = head.dataset.key === sorted.key;
      if (own) head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  function turn(step) {
    first += step;
    show();
    byId("claims-table").scrollIntoView({ block: "nearest" });
  }

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(choose, 120);
  });
  form.addEventListener("reset", () => setTimeout(choose));
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const head of heads) {
    head.querySelector("button").addEventListener("click", () => {
      sorted = { key: head.dataset.key, down: sorted.key === head.dataset.key && !sorted.down };
      choose();
    });
  }
  byId("claims-before").addEventListener("click", () => turn(-ROWS_SHOWN));
  byId("claims-after").addEventListener("click", () => turn(ROWS_SHOWN));
  byId("claims-view").hidden = false;
  show();
}
