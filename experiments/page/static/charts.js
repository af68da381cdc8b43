// Outcomes of the same worlds under two arms: for a share one square a world, for an amount a histogram above and below a line;
// below both a scale with estimates, intervals and the reader's guess. Plain SVG, drawn anew from data.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 400;
  const LEFT = 14;
  const INNER = WIDTH - 2 * LEFT;
  const BINS = 31;

  function make(tag, attributes, ...children) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  const compact = (value) => (Math.abs(value) >= 10000 ? `${Math.round(value / 1000).toLocaleString("en-GB")}k` : value.toLocaleString("en-GB", { maximumFractionDigits: value < 3 ? 2 : value < 20 ? 1 : 0 }));

  // A round number at or above a value.
  function roundUp(value) {
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((one) => one * power).find((one) => one >= value * 0.999999);
  }

  // Into how many round parts a scale with a round end is cut.
  function partsOf(top) {
    const lead = Math.round((10 * top) / 10 ** Math.floor(Math.log10(top)));
    return { 15: 3, 20: 4, 30: 3, 40: 4, 60: 3, 80: 4 }[lead] || 5;
  }

  // The end of a measure's scale. A reader who has not seen the second arm yet must not learn it from the scale.
  function topOf(measure, pairs, column, isHidden) {
    if (measure.is_share) return 100;
    if (measure.unit === "share" || measure.unit === "0-1") return 1;
    let most = 0;
    for (const pair of pairs) most = Math.max(most, pair[1][column] || 0, isHidden ? 0 : pair[2][column] || 0);
    return most > 0 ? roundUp(isHidden ? 1.5 * most : most) : 1;
  }

  // The chart of one measure. `wish`: {titles, summary, isHidden (the second arm), guess, top}.
  function chart(measure, pairs, column, wish) {
    const top = wish.top;
    const body = measure.is_share ? squares(pairs, column, wish) : histogram(pairs, column, top, wish.isHidden);
    const height = body.height + 46;
    const svg = make("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "chart", role: "img", "aria-label": words(measure, wish) });
    svg.append(...body.nodes, scale(measure, top, body.height, wish));
    return svg;
  }

  // One square a world, in the same place for both arms: both, the first only, the second only, neither.
  // While the second arm is hidden, its squares show the reader's guess.
  function squares(pairs, column, { isHidden, guess }) {
    const guessed = isHidden && guess !== null ? Math.round((guess / 100) * pairs.length) : 0;
    const rank = (pair) => (pair[1][column] ? (pair[2][column] ? 0 : 1) : pair[2][column] ? 2 : 3);
    const order = isHidden ? [...pairs].sort((a, b) => b[1][column] - a[1][column]) : [...pairs].sort((a, b) => rank(a) - rank(b));
    const columns = order.length > 100 ? 40 : 25;
    const step = INNER / columns;
    const rows = Math.max(1, Math.ceil(order.length / columns));
    const nodes = [];
    [1, 2].forEach((side) => {
      const above = 16 + (side - 1) * (rows * step + 24);
      nodes.push(make("text", { x: LEFT, y: above - 4, class: `side arm-${side - 1}` }, "AB"[side - 1]));
      order.forEach((pair, i) => {
        const state = side === 2 && isHidden ? (i < guessed ? "guessed" : "unknown") : pair[side][column] ? "yes" : side === 2 && pair[1][column] ? "spared" : "no";
        const at = { x: LEFT + (i % columns) * step + 0.8, y: above + Math.floor(i / columns) * step + 0.8 };
        nodes.push(make("rect", { ...at, width: step - 1.6, height: step - 1.6, rx: 2, class: `world arm-${side - 1} ${state}` }));
      });
    });
    return { nodes, height: 16 + 2 * rows * step + 24 + 4 };
  }

  function histogram(pairs, column, top, isHidden) {
    const middle = 76;
    const counts = [1, 2].map((side) => {
      const found = new Array(BINS).fill(0);
      for (const pair of pairs) if (pair[side][column] !== null) found[Math.min(BINS - 1, Math.floor((BINS * pair[side][column]) / top))] += 1;
      return found;
    });
    const most = Math.max(1, ...counts[0], ...(isHidden ? [] : counts[1]));
    const nodes = [];
    counts.forEach((found, side) => {
      if (side === 1 && isHidden) {
        nodes.push(make("rect", { x: LEFT, y: middle + 2, width: INNER, height: 62, rx: 4, class: "curtain" }), make("text", { x: WIDTH / 2, y: middle + 37, "text-anchor": "middle", class: "curtain-words" }, "B: what do you expect?"));
        return;
      }
      found.forEach((n, bin) => {
        if (!n) return;
        const tall = Math.max(1.5, (60 * n) / most);
        nodes.push(make("rect", { x: LEFT + (bin * INNER) / BINS + 0.6, y: side ? middle + 2 : middle - 2 - tall, width: INNER / BINS - 1.2, height: tall, class: `bar arm-${side}` }));
      });
      nodes.push(make("text", { x: LEFT, y: side ? middle + 62 : 12, class: `side arm-${side}` }, "AB"[side]));
    });
    nodes.push(make("line", { x1: LEFT, x2: WIDTH - LEFT, y1: middle, y2: middle, class: "axis" }));
    return { nodes, height: 2 * middle - 8 };
  }

  function scale(measure, top, above, wish) {
    const factor = measure.is_share ? 100 : 1;
    const x = (value) => LEFT + (INNER * Math.max(0, Math.min(top, value))) / top;
    const group = make("g", { class: "scale-of", transform: `translate(0 ${above})` });
    ["first", "second"].forEach((side, i) => {
      const told = wish.summary && wish.summary[side];
      if (!told || told.value === null || (side === "second" && wish.isHidden)) return;
      const y = 8 + 9 * i;
      if (told.low !== null) group.append(make("line", { x1: x(factor * told.low), x2: x(factor * told.high), y1: y, y2: y, class: `span arm-${i}` }));
      group.append(make("circle", { cx: x(factor * told.value), cy: y, r: 4, class: `mean arm-${i}` }));
    });
    group.append(make("line", { x1: LEFT, x2: WIDTH - LEFT, y1: 25, y2: 25, class: "axis" }));
    const parts = partsOf(top);
    for (let part = 0; part <= parts; part += 1) {
      const value = (part * top) / parts;
      const anchor = part === 0 ? "start" : part === parts ? "end" : "middle";
      const at = part === 0 ? LEFT : part === parts ? WIDTH - LEFT : x(value);
      group.append(make("line", { x1: x(value), x2: x(value), y1: 25, y2: 29, class: "axis" }), make("text", { x: at, y: 41, "text-anchor": anchor, class: "tick" }, measure.is_share ? `${value} %` : compact(value)));
    }
    if (wish.guess !== null && wish.guess !== undefined) {
      group.append(make("line", { x1: x(wish.guess), x2: x(wish.guess), y1: measure.is_share ? 0 : 4 - above, y2: 25, class: "guess" }), make("path", { d: `M${x(wish.guess)} 25l-5 8h10z`, class: "guess-mark" }));
    }
    return group;
  }

  // A chart in words.
  function words(measure, wish) {
    if (!wish.summary) return `${measure.words}: not known yet`;
    const { first, second, difference } = wish.summary;
    const unit = measure.is_share ? " of worlds" : measure.unit ? ` ${measure.unit}` : "";
    if (wish.isHidden) return `${measure.words}. A: ${first.words}${unit}. B is hidden until you have predicted.`;
    return `${measure.words}. A: ${first.words}${unit}. B: ${second.words}${unit}. B less A: ${difference.words}.`;
  }

  window.Charts = { chart, topOf, words, compact };
})();
