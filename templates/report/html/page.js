"use strict";
// What a screen gives the reader of a report: their place in the contents, contents that fold on a phone, tables that
// sort, and a stop for the Tab key only where something scrolls sideways. Without this script all of it can be read.
const inContents = () => {
  const root = document.documentElement;
  const contents = document.querySelector("nav.contents");
  const fold = contents && contents.querySelector("button");
  if (!fold) return;
  const place = fold.querySelector(".place");
  const target = (link) => document.getElementById(link.hash.slice(1));
  const links = [...contents.querySelectorAll("a")].filter(target);
  const targets = links.map(target);
  let current = null;
  let waiting = false;

  const unfold = (wanted) => fold.setAttribute("aria-expanded", String(wanted));

  const mark = (link) => {
    if (link === current) return;
    if (current) current.removeAttribute("aria-current");
    contents.querySelectorAll(".around").forEach((item) => item.classList.remove("around"));
    current = link;
    place.textContent = link ? link.textContent : "";
    if (!link) return;
    link.setAttribute("aria-current", "true");
    for (let item = link.closest("li"); item; item = item.parentElement.closest("li")) item.classList.add("around");
    // Long contents scroll by themselves.
    const [frame, line] = [contents.getBoundingClientRect(), link.getBoundingClientRect()];
    if (line.top < frame.top || line.bottom > frame.bottom) contents.scrollTop += line.top - frame.top - frame.height / 3;
  };

  // The last heading that has come to the top of the window; where the page ends, the last one in sight.
  const look = () => {
    waiting = false;
    const atEnd = root.scrollHeight - window.innerHeight - window.scrollY < 2;
    const top = (parseFloat(getComputedStyle(root).scrollPaddingTop) || 0) + 40;
    const line = atEnd && window.scrollY > 0 ? window.innerHeight : top;
    const passed = links.filter((link, index) => targets[index].getBoundingClientRect().top <= line);
    mark(passed.length ? passed[passed.length - 1] : null);
  };
  const lookSoon = () => {
    if (!waiting) requestAnimationFrame(look);
    waiting = true;
  };

  fold.hidden = false;
  unfold(false);
  fold.addEventListener("click", () => unfold(fold.getAttribute("aria-expanded") === "false"));
  contents.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || fold.getAttribute("aria-expanded") === "false") return;
    unfold(false);
    fold.focus();
  });
  document.addEventListener("click", (event) => {
    if (!contents.contains(event.target) || event.target.closest("a")) unfold(false);
  });
  window.addEventListener("scroll", lookSoon, { passive: true });
  window.addEventListener("resize", lookSoon);
  root.classList.add("live");
  look();
};

const sorts = () => {
  const { lang } = document.documentElement;
  const parts = new Intl.NumberFormat(lang).formatToParts(1.5);
  const point = parts.find((part) => part.type === "decimal").value;
  const words = new Intl.Collator(lang, { numeric: true });
  const first = /(<?)\s*([\u2212-]?)[^\d\s]?\u00a0?(\d[\d.,'\u2019\u00a0\u202f]*)/;

  // The first number in a cell, as the page's language writes it; "< 0.001" comes before "0.001".
  const number = (text) => {
    const found = first.exec(text);
    if (!found) return null;
    const digits = [...found[3]].filter((sign) => sign === point || /\d/.test(sign)).join("");
    return (found[2] ? -1 : 1) * Number(digits.replace(point, ".")) - (found[1] ? 1e-9 : 0);
  };

  // A row of more about the row above it goes where that one goes.
  const groups = (body) => {
    const together = [];
    for (const row of body.rows) {
      if (row.classList.contains("more") && together.length) together[together.length - 1].push(row);
      else together.push([row]);
    }
    return together;
  };

  const order = (column, isNumber, turn) => {
    const key = ([row]) => (isNumber ? number(row.cells[column].textContent) : row.cells[column].textContent.trim() || null);
    return (one, other) => {
      const [a, b] = [key(one), key(other)];
      // What has no value stands last, whichever way the others go.
      if (a === null || b === null) return (a === null) - (b === null);
      return turn * (isNumber ? a - b : words.compare(a, b));
    };
  };

  const enable = (table) => {
    const [head] = table.tHead.rows;
    const [body] = table.tBodies;
    const printed = groups(body);
    if (printed.length < 3) return;
    // Up, down, and back to the order of the report.
    const next = { none: "ascending", ascending: "descending", descending: "none" };
    [...head.cells].forEach((cell, column) => {
      const button = document.createElement("button");
      button.type = "button";
      const label = document.createElement("span");
      label.append(...cell.childNodes);
      button.append(label);
      cell.append(button);
      button.addEventListener("click", () => {
        const way = next[cell.getAttribute("aria-sort") || "none"];
        for (const other of head.cells) other.removeAttribute("aria-sort");
        if (way !== "none") cell.setAttribute("aria-sort", way);
        const compared = order(column, !cell.classList.contains("left"), way === "ascending" ? 1 : -1);
        const sorted = way === "none" ? printed : [...printed].sort(compared);
        body.append(...sorted.flat());
      });
    });
    table.classList.add("sorts");
    const hint = document.createElement("span");
    hint.className = "aloud";
    hint.textContent = document.querySelector("main").dataset.sorts;
    if (table.caption) table.caption.append(" ", hint);
  };

  document.querySelectorAll("main table").forEach((table) => {
    if (table.tHead && table.querySelector("td.right")) enable(table);
  });
};

const scrolls = () => {
  const frames = [...document.querySelectorAll(".wide")];
  const labels = new Map(frames.map((frame) => [frame, frame.getAttribute("aria-label")]));
  const settle = (frame) => {
    const fits = frame.scrollWidth <= frame.clientWidth + 1;
    frame.classList.toggle("fits", fits);
    frame.classList.toggle("scrolls", !fits);
    if (fits) ["tabindex", "role", "aria-label"].forEach((name) => frame.removeAttribute(name));
    else {
      frame.tabIndex = 0;
      if (labels.get(frame)) {
        frame.setAttribute("role", "group");
        frame.setAttribute("aria-label", labels.get(frame));
      }
    }
  };
  const fade = (frame) => {
    frame.classList.toggle("goes-on", frame.scrollWidth - frame.clientWidth - frame.scrollLeft > 1);
  };
  const observer = new ResizeObserver((entries) => {
    for (const frame of new Set(entries.map((entry) => entry.target.closest(".wide")))) {
      settle(frame);
      fade(frame);
    }
  });
  for (const frame of frames) {
    // What stands in it changes too: with the fonts of the page, which come a moment later.
    for (const one of [frame, ...frame.children]) observer.observe(one);
    frame.addEventListener("scroll", () => fade(frame), { passive: true });
  }
};

inContents();
sorts();
scrolls();
