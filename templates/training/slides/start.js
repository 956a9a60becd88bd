"use strict";
// Before reveal.js takes over: the text of each slide grows or shrinks until the slide is full, and never runs off it.
// What cells have shown goes on to a slide below where it would have to be smaller than can be read from a chair.
const WIDTH = 1280, HEIGHT = 720, LARGEST = 1.35, READABLE = 0.85, SMALLEST = 0.3, STEP = 0.05;
const deck = document.querySelector(".reveal");
const slides = [...deck.querySelectorAll("section")].filter((slide) => !slide.querySelector("section"));

// Everything but the heading and the notes goes into one element that can be scaled.
function body(slide) {
  const made = document.createElement("div");
  made.className = "fit";
  const isFirst = (part, all) => all.slice(0, all.indexOf(part)).every((before) => !before.textContent.trim());
  const stays = (part, all) => part.matches?.("aside.notes") || (part.matches?.("h1, h2") && isFirst(part, all));
  made.append(...[...slide.childNodes].filter((part, _, all) => !stays(part, all)));
  slide.append(made);
  return made;
}

function fitsAt(scale, slide, made) {
  made.style.zoom = scale.toFixed(2);
  return slide.scrollHeight <= HEIGHT &&
    [made, ...made.querySelectorAll(".wide, .claim, pre, figure")].every((one) => one.scrollWidth <= one.clientWidth + 1);
}

function isHeading(output) {
  const parts = [...output.querySelectorAll(".loyalty-block > :not(style)")];
  return parts.length > 0 && parts.every((part) => part.matches("h1, h2, h3"));
}

// Where the slide can be cut: before what a cell has shown, but not between a heading and what it is over.
function cuts(made) {
  const outputs = [...made.querySelectorAll(".output")];
  const isFirst = (output) => made.firstElementChild.contains(output) && !output.previousElementSibling;
  return outputs.filter((one, place) => !isFirst(one) && !(place && isHeading(outputs[place - 1])));
}

// Move this output and all that comes after it to a slide below; give that slide.
function cut(slide, made, first) {
  const below = document.createElement("section");
  const outputs = [...made.querySelectorAll(".output")];
  below.append(...outputs.slice(outputs.indexOf(first)));
  made.querySelectorAll(".fragment").forEach((one) => one.childElementCount || one.remove());
  slide.after(below);
  return below;
}

function fit(slide) {
  const made = body(slide);
  while (!fitsAt(READABLE, slide, made)) {
    const where = cuts(made);
    if (!where.length) break;
    // As much as fits stays; where not even the least does, the least.
    const below = cut(slide, made, where.at(-1));
    const next = below.nextElementSibling;
    if (next?.dataset.goesOn === "1") {
      below.append(...next.childNodes);
      next.remove();
    }
    below.dataset.goesOn = "1";
  }
  let scale = LARGEST;
  while (!fitsAt(scale, slide, made) && scale > SMALLEST) scale -= STEP;
  const below = slide.nextElementSibling;
  if (below?.dataset.goesOn === "1") {
    below.dataset.goesOn = "0";
    fit(below);
  }
}

async function start() {
  const moving = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "none" : "fade";
  await Promise.all([...document.fonts].map((face) => face.load()));
  deck.classList.add("measured");
  slides.forEach(fit);
  deck.classList.remove("measured");
  await Reveal.initialize({
    hash: true,
    history: false,
    help: false,
    slideNumber: "c/t",
    width: WIDTH,
    height: HEIGHT,
    margin: 0,
    center: false,
    transition: moving,
    backgroundTransition: moving,
    pdfSeparateFragments: false,
    pdfMaxPagesPerSlide: 1,
  });
  for (const way of ["left", "right", "up", "down"]) {
    deck.querySelectorAll(`.navigate-${way}`).forEach((one) => one.setAttribute("aria-label", deck.dataset[way]));
  }
}

start();
