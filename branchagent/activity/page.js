"use strict";
(() => {
  const holder = document.getElementById("data");
  if (!holder) return;
  const { rows, reasons, outcomes } = JSON.parse(holder.textContent);
  const kinds = ["done", "duplicate", "failed"];
  const size = 100;
  const body = document.querySelector("#receipts tbody");
  const search = document.getElementById("search");
  const outcome = document.getElementById("outcome");
  const found = document.getElementById("found");
  const newer = document.getElementById("newer");
  const older = document.getElementById("older");
  const texts = rows.map((row) => [row[0], row[1], row[2], row[4], reasons[row[5]], row[7]].join("\n").toLowerCase());
  const grouped = new Intl.NumberFormat(document.documentElement.lang);
  let hits = [];
  let first = 0;

  const cell = (line, text, name) => {
    const made = line.insertCell();
    made.textContent = text;
    if (name) made.className = name;
  };
  const draw = () => {
    const lines = document.createDocumentFragment();
    for (const index of hits.slice(first, first + size)) {
      const row = rows[index];
      const line = document.createElement("tr");
      cell(line, row[0]);
      cell(line, row[1]);
      cell(line, row[2]);
      cell(line, outcomes[row[3]], "is-" + kinds[row[3]]);
      cell(line, row[4]);
      cell(line, reasons[row[5]]);
      cell(line, row[6], "number");
      cell(line, row[7]);
      lines.append(line);
    }
    body.replaceChildren(lines);
    const told = [Math.min(first + 1, hits.length), Math.min(first + size, hits.length), hits.length];
    found.textContent = hits.length
      ? told.reduce((text, value, at) => text.replace("%" + (at + 1), grouped.format(value)), found.dataset.many)
      : found.dataset.none;
    newer.disabled = first === 0;
    older.disabled = first + size >= hits.length;
  };
  const look = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = outcome.value === "" ? null : Number(outcome.value);
    hits = [];
    for (let index = 0; index < rows.length; index += 1) {
      if (wanted !== null && rows[index][3] !== wanted) continue;
      if (words.every((word) => texts[index].includes(word))) hits.push(index);
    }
    first = 0;
    draw();
  };
  const turn = (by) => {
    first = Math.max(0, first + by);
    draw();
    document.getElementById("all").scrollIntoView();
  };
  search.addEventListener("input", look);
  outcome.addEventListener("change", look);
  document.querySelector(".search").addEventListener("submit", (event) => event.preventDefault());
  newer.addEventListener("click", () => turn(-size));
  older.addEventListener("click", () => turn(size));
  document.querySelector(".search").hidden = false;
  document.querySelector(".pages").hidden = false;
  look();
})();
