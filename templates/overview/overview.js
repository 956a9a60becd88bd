"use strict";
// Tables that sort and clients that can be searched. Without this script all of the page can be read.
const sorts = () => {
  const words = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const key = (row, column) => row.cells[column].dataset.order ?? row.cells[column].textContent.trim();
  const order = (column, turn) => (one, other) => {
    const [a, b] = [key(one, column), key(other, column)];
    // What has no value stands last, whichever way the others go.
    if (a === "" || b === "") return (a === "") - (b === "");
    const [x, y] = [Number(a), Number(b)];
    return turn * (Number.isNaN(x) || Number.isNaN(y) ? words.compare(a, b) : x - y);
  };
  // Up, down, and back to the order of the page.
  const next = { none: "ascending", ascending: "descending", descending: "none" };
  const enable = (table) => {
    const [body] = table.tBodies;
    const printed = [...body.rows];
    if (printed.length < 3) return;
    const head = table.tHead.rows[table.tHead.rows.length - 1];
    [...head.cells].forEach((cell, column) => {
      if (!("sorts" in cell.dataset)) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...cell.childNodes);
      cell.append(button);
      cell.classList.add("sorts");
      button.addEventListener("click", () => {
        const way = next[cell.getAttribute("aria-sort") || "none"];
        for (const other of head.cells) other.removeAttribute("aria-sort");
        if (way !== "none") cell.setAttribute("aria-sort", way);
        body.append(...(way === "none" ? printed : [...printed].sort(order(column, way === "ascending" ? 1 : -1))));
      });
    });
  };
  document.querySelectorAll("main table").forEach(enable);
};

const searches = () => {
  const input = document.getElementById("filter");
  if (!input) return;
  const frame = input.closest(".filter");
  const status = frame.querySelector("[role=status]");
  const named = [...document.querySelectorAll("[data-client]")];
  const rows = [...document.querySelectorAll("#clients [data-client]")];
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const names = new Map(named.map((one) => [one, plain(one.dataset.client)]));
  const look = () => {
    const wanted = plain(input.value.trim());
    for (const one of named) one.hidden = !names.get(one).includes(wanted);
    const shown = rows.filter((one) => !one.hidden).length;
    status.textContent = wanted ? status.dataset.shown.replace("{shown}", shown).replace("{all}", rows.length) : "";
  };
  frame.hidden = false;
  input.addEventListener("input", look);
  look();
};

// What is folded away is printed too.
const prints = () => {
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => (one.open = true)));
};

sorts();
searches();
prints();
