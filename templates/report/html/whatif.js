"use strict";
// The levers of a report: what goes with drivers that score higher, worked out from the resamples in the page itself.
// Nothing comes in, goes out or is kept. toolkit/drivers/what_if.py says what the numbers are; this is the same sum.
(() => {
  const numbers = (text) => {
    const bytes = new DataView(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer);
    return Float64Array.from({ length: bytes.byteLength / 2 }, (_, place) => bytes.getInt16(2 * place, true));
  };

  // The value at place p(B + 1) of the sorted ones: a quantile of type 6.
  const quantile = (sorted, p) => {
    const place = Math.min(Math.max(p * (sorted.length + 1) - 1, 0), sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.ceil(place);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  };

  const gain = (one, lifts, confidence) => {
    const sums = new Float64Array(one.numbers[0].length);
    let value = 0;
    lifts.forEach((points, lever) => {
      value += points * one.effects[lever];
      one.numbers[lever].forEach((number, draw) => { sums[draw] += points * number * one.step; });
    });
    // No outcome goes further than its scale.
    const within = (number) => Math.min(Math.max(number, one.room[0]), one.room[1]);
    const sorted = sums.map(within).sort();
    return {
      gain: within(value),
      low: quantile(sorted, (1 - confidence) / 2),
      high: quantile(sorted, (1 + confidence) / 2),
    };
  };

  const filled = (sentence, words) => sentence.replace(/\{(\w+)\}/g, (slot, name) => (Object.hasOwn(words, name) ? words[name] : slot));

  const written = (value, decimals, sign) => new Intl.NumberFormat(document.documentElement.lang, {
    minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: sign,
  }).format(value).replace("-", "\u2212");

  const start = (panel) => {
    const data = JSON.parse(panel.dataset.whatIf);
    for (const one of data.consequences) one.numbers = one.draws.map(numbers);
    const levers = [...panel.querySelectorAll("input")];
    const stands = [...panel.querySelectorAll(".stands")];
    const results = [...panel.querySelectorAll("output")];

    const show = () => {
      const lifts = levers.map((lever) => Number(lever.value));
      lifts.forEach((points, place) => {
        stands[place].textContent = filled(data.lift, { points: written(points, 0, "exceptZero") });
        levers[place].setAttribute("aria-valuetext", stands[place].textContent);
      });
      data.consequences.forEach((one, place) => {
        const found = gain(one, lifts, data.confidence);
        const words = {};
        for (const name of ["gain", "low", "high"]) words[name] = written(found[name], one.decimals, "exceptZero");
        results[place].textContent = lifts.some(Boolean) ? filled(one.sentence, words) : "\u2013";
      });
    };

    panel.addEventListener("input", show);
    panel.querySelector("button").addEventListener("click", () => {
      for (const lever of levers) lever.value = 0;
      show();
    });
    // A browser may put the levers back where they stood before the page was loaded again.
    show();
    panel.hidden = false;
  };

  document.querySelectorAll("[data-what-if]").forEach(start);
})();
