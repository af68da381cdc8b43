// The animated map of a paired world: two arms side by side, the same luck, played and scrubbed day by day.
// One file, no dependency. Every element with `data-player` starts by itself; Player.mount(element, paired) starts one by hand.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const ACCESS = ["open", "obstructed", "under a checkpoint", "closed"];
  const ACTS = ["mine accident", "harassment", "grab of ground", "obstruction", "checkpoint", "closure", "offensive"];
  const ANSWERS = ["not seen", "seen, not answered", "answered", "answered and reversed"];
  const SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz";
  const MONTHS = "January February March April May June July August September October November December".split(" ");
  const SHOWN_DAYS = 21; // how long an act stays on the map, fading
  const PATROL_DAYS = 28; // a road is as thick as its patrols of so many days
  const WIDTH = 400; // units of a map's width
  const LARGEST = 17; // radius of the largest settlement, in the same units
  const SPEEDS = [[1, "a day a second"], [7, "a week a second"], [30, "a month a second"], [90, "a quarter a second"]];
  const STRIPS = [
    { name: "access", words: "Road", bands: true },
    { name: "acts", words: "Acts in four weeks", of: (arm) => running(arm.series.acts, 28), digits: 0 },
    { name: "stock", words: "Food in store, days", of: (arm) => arm.series.stock_days, digits: 0 },
    { name: "left", words: "People who have left", of: (arm) => arm.series.persons_left, digits: 0 },
    { name: "will", words: "Will of the contributors, 0 to 1", of: (arm) => arm.series.availability, digits: 2, top: 1 },
    { name: "belief", words: "Answer that the armed actor expects, 0 to 1", of: (arm) => arm.series.credibility, digits: 2, top: 1 },
  ];

  // Small helpers

  function make(tag, attributes, ...children) {
    const node = ["svg", "g", "line", "circle", "path", "text", "title", "rect"].includes(tag)
      ? document.createElementNS(SVG, tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  // Sets an attribute only where it changes: most of a map stands still from day to day.
  function put(node, name, value) {
    if (node.kept === undefined) node.kept = {};
    if (node.kept[name] === value) return;
    node.kept[name] = value;
    if (name === "text") node.textContent = value;
    else node.setAttribute(name, value);
  }

  // The sum of the last days, day by day.
  function running(values, days) {
    let sum = 0;
    return values.map((value, day) => (sum += value - (day >= days ? values[day - days] : 0)));
  }

  const amount = (value, digits) => value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

  // The value on a day of a list of changes: day, value, day, value ...
  function at(changes, day) {
    let low = 0;
    let high = changes.length / 2 - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (changes[2 * middle] <= day) low = middle;
      else high = middle - 1;
    }
    return changes[2 * low + 1];
  }

  function dated(start, day) {
    const when = new Date(start + "T00:00:00Z");
    when.setUTCDate(when.getUTCDate() + day);
    return `${when.getUTCDate()} ${MONTHS[when.getUTCMonth()]} ${when.getUTCFullYear()}`;
  }

  // Team-days on a road up to and with each day, so that any window is one subtraction.
  function sums(text) {
    const found = new Float32Array(text.length + 1);
    for (let day = 0; day < text.length; day += 1) found[day + 1] = found[day] + SIGNS.indexOf(text[day]) / 4;
    return found;
  }

  // One map

  function frameOf(arms) {
    const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    const take = (place) => {
      box.left = Math.min(box.left, place.x);
      box.right = Math.max(box.right, place.x);
      box.top = Math.min(box.top, place.y);
      box.bottom = Math.max(box.bottom, place.y);
    };
    for (const arm of arms) {
      arm.places.filter((place) => place.people > 0 || place.role === "capital").forEach(take);
      arm.roads.filter((road, i) => road.corridor && isEver(arm, i)).forEach((road) => [road.a, road.b].forEach((end) => take(arm.places[end])));
    }
    const pad = 0.06 * Math.max(box.right - box.left, box.bottom - box.top, 1);
    const scale = WIDTH / (box.right - box.left + 2 * pad);
    return {
      height: Math.round((box.bottom - box.top + 2 * pad) * scale),
      x: (place) => (place.x - box.left + pad) * scale,
      y: (place) => (place.y - box.top + pad) * scale,
      scale,
    };
  }

  const isEver = (arm, road) => arm.access[road].some((value, i) => i % 2 === 1 && value >= 0);

  // A map's fixed parts; `show(day)` moves the rest.
  function mapOf(arm, frame, label) {
    const svg = make("svg", { viewBox: `0 0 ${WIDTH} ${frame.height}`, role: "img", "aria-label": label, class: "player-map" });
    const most = Math.max(...arm.places.map((place) => place.people), 1);
    const radius = (people) => Math.max(people > 0 ? 1.6 : 0, LARGEST * Math.sqrt(people / most));
    const roads = roadsOf(arm, frame, svg);
    const places = placesOf(arm, frame, svg, radius);
    const acts = actsOf(arm, frame, svg);
    namesOf(arm, frame, svg, radius);
    svg.append(scaleBar(arm, frame));
    return { svg, show: (day) => { roads(day); places(day); acts(day); } };
  }

  function roadsOf(arm, frame, svg) {
    const most = Math.max(1, ...arm.patrols.map((text) => windowSum(sums(text), text.length - 1, text.length) / text.length * PATROL_DAYS)) * 2;
    const drawn = arm.roads.map((road, i) => {
      const [a, b] = [arm.places[road.a], arm.places[road.b]];
      const ends = { x1: frame.x(a), y1: frame.y(a), x2: frame.x(b), y2: frame.y(b) };
      const line = make("line", { ...ends, class: "road" }, make("title", {}, `${a.name} to ${b.name}`));
      const team = make("circle", { class: "team", cx: (ends.x1 + ends.x2) / 2, cy: (ends.y1 + ends.y2) / 2, r: 0 });
      return { line, team, total: sums(arm.patrols[i]), i, isDrawn: isEver(arm, i) };
    }).filter((road) => road.isDrawn);
    svg.append(...drawn.map((road) => road.line), ...drawn.map((road) => road.team));
    return (day) => {
      for (const { line, team, total, i } of drawn) {
        const level = at(arm.access[i], day);
        const patrols = windowSum(total, day, PATROL_DAYS);
        const today = windowSum(total, day, 1);
        put(line, "class", level < 0 ? "road absent" : `road level-${level}${arm.roads[i].corridor ? " corridor" : ""}`);
        put(line, "stroke-width", (1.1 + 6 * Math.min(1, patrols / most)).toFixed(1));
        put(team, "r", today > 0 ? (1.5 + 0.6 * Math.min(3, today)).toFixed(1) : 0);
      }
    };
  }

  const windowSum = (total, day, days) => total[day + 1] - total[Math.max(0, day + 1 - days)];

  function placesOf(arm, frame, svg, radius) {
    const drawn = arm.places.map((place, i) => ({ place, i })).filter(({ place }) => place.people > 0).map(({ place, i }) => {
      const where = { cx: frame.x(place), cy: frame.y(place) };
      const all = make("circle", { ...where, r: radius(place.people), class: "place-all" });
      const here = make("circle", { ...where, r: 0, class: "place" });
      const tip = make("title", {});
      here.append(tip);
      return { place, i, all, here, tip };
    });
    svg.append(...drawn.map((one) => one.all), ...drawn.map((one) => one.here));
    for (const place of arm.places.filter((one) => one.role === "exit" || one.role === "base")) {
      const [x, y] = [frame.x(place), frame.y(place)];
      if (x < 0 || x > WIDTH || y < 0 || y > frame.height) continue;
      svg.append(make("rect", { x: x - 3, y: y - 3, width: 6, height: 6, class: `site ${place.role}` }, make("title", {}, `${place.name} (${place.role})`)));
    }
    return (day) => {
      for (const { place, i, here, tip } of drawn) {
        const share = at(arm.present[i], day) / 100;
        put(here, "r", share > 0 ? (radius(place.people) * Math.sqrt(share)).toFixed(1) : 0);
        put(here, "class", at(arm.control[i], day) === 1 ? "place taken" : "place");
        put(tip, "text", `${place.name}: ${amount(Math.round(place.people * share), 0)} of ${amount(place.people, 0)} people`);
      }
    };
  }

  // Marks as in the figures: one shape a rung; full where the mission answered, hollow where it did not.
  const SHAPES = ["M-4-3h8l-4 7z", "M0-3.6a3.6 3.6 0 1 0 .01 0z", "M-4 3.5h8l-4-7.5z", "M-4-4h8v8h-8z", "M0-5l5 5-5 5-5-5z",
    "M-5-3l2-2 3 3 3-3 2 2-3 3 3 3-2 2-3-3-3 3-2-2 3-3z", "M0-7l2 4.6 5 .4-3.8 3.2 1.2 4.9-4.4-2.7-4.4 2.7 1.2-4.9-3.8-3.2 5-.4z"];

  function actsOf(arm, frame, svg) {
    const layer = make("g", { class: "acts" });
    svg.append(layer);
    const pool = [];
    const marks = arm.acts.map(([day, rung, , place, , answer, deaths], i) => {
      const where = arm.places[place];
      // Acts of one place would hide each other: each stands a little beside it, always the same way.
      const turn = 2.4 * (i % 8);
      const tip = `${dated(arm.start, day)}: ${ACTS[rung]} at ${where.name}` + (rung ? `, ${ANSWERS[answer]}` : "") + (deaths ? `, ${deaths} killed` : "");
      const spot = `translate(${(frame.x(where) + 6 * Math.cos(turn)).toFixed(1)} ${(frame.y(where) + 6 * Math.sin(turn)).toFixed(1)})`;
      return { day, rung, answer, deaths, tip, spot };
    });
    return (day) => {
      const shown = between(marks, day - SHOWN_DAYS + 1, day);
      while (pool.length < shown.length) {
        const path = make("path", {});
        path.append(make("title", {}));
        pool.push(path);
        layer.append(path);
      }
      pool.forEach((path, i) => {
        const mark = shown[i];
        put(path, "visibility", mark ? "visible" : "hidden");
        if (!mark) return;
        put(path, "d", SHAPES[mark.rung]);
        put(path, "transform", mark.spot);
        put(path, "class", `act rung-${mark.rung}${mark.answer > 1 ? " answered" : ""}${mark.deaths ? " deadly" : ""}`);
        put(path, "opacity", (1 - 0.85 * (day - mark.day) / SHOWN_DAYS).toFixed(2));
        put(path.firstChild, "text", mark.tip);
      });
    };
  }

  // The entries of a list ordered by day that lie between two days, both included.
  function between(list, first, last) {
    const from = (day) => {
      let [low, high] = [0, list.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (list[middle].day < day) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    return list.slice(from(first), from(last + 1));
  }

  // Names of the largest places and of the ways out, where they cover no other name.
  function namesOf(arm, frame, svg, radius) {
    const wanted = arm.places.filter((place) => place.people > 0 || place.role === "exit").sort((a, b) => rank(b) - rank(a)).slice(0, 12);
    const taken = [];
    for (const place of wanted) {
      const [x, y, r] = [frame.x(place), frame.y(place), Math.max(4, radius(place.people))];
      const width = 6.1 * place.name.length;
      const sides = [[x + r + 3, y + 4, "start"], [x - r - 3, y + 4, "end"], [x, y - r - 4, "middle"], [x, y + r + 12, "middle"]];
      for (const [tx, ty, anchor] of sides) {
        const left = anchor === "start" ? tx : anchor === "end" ? tx - width : tx - width / 2;
        const box = [left, ty - 10, left + width, ty + 3];
        const isFree = taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
        if (box[0] < 2 || box[2] > WIDTH - 2 || box[1] < 2 || box[3] > frame.height - 2 || !isFree) continue;
        svg.append(make("text", { x: tx, y: ty, "text-anchor": anchor, class: "place-name" }, place.name));
        taken.push(box);
        break;
      }
    }
  }

  const rank = (place) => (place.role === "capital" ? 1e9 : place.role === "exit" ? 1e8 : place.people);

  // A scale in the lower corner where fewer places stand.
  function scaleBar(arm, frame) {
    const km = [50, 20, 10, 5, 2, 1].find((one) => one * frame.scale < WIDTH / 3) || 1;
    const y = frame.height - 9;
    const low = arm.places.map((place) => ({ x: frame.x(place), y: frame.y(place) })).filter((at) => at.y > frame.height - 60 && at.y < frame.height);
    const isLeft = low.filter((at) => at.x < WIDTH / 2).length <= low.filter((at) => at.x >= WIDTH / 2).length;
    const x = isLeft ? 8 : WIDTH - 8 - km * frame.scale;
    return make("g", { class: "scale" }, make("line", { x1: x, x2: x + km * frame.scale, y1: y, y2: y }), make("text", { x, y: y - 4 }, `${km} km`));
  }

  // The strips below the maps

  function stripsOf(arms, days, seek) {
    const all = STRIPS.map((strip) => stripOf(strip, arms, days, seek));
    return {
      node: make("div", { class: "player-strips" }, ...all.map((one) => one.node)),
      show: (day) => all.forEach((one) => one.show(day)),
    };
  }

  function stripOf(strip, arms, days, seek) {
    const height = 46;
    const svg = make("svg", { viewBox: `0 0 1000 ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    const values = strip.bands ? arms.map((arm) => arm.series.access_level) : arms.map(strip.of);
    const top = strip.top || Math.max(...values.map((list) => list.reduce((a, b) => Math.max(a, b), 0)), 1e-9);
    if (strip.bands) arms.forEach((arm, i) => svg.append(...bandsOf(arm, days, i)));
    else values.forEach((list, i) => svg.append(make("path", { class: `line arm-${i}`, d: pathOf(list, days, top, height) })));
    const cursor = make("line", { class: "cursor", y1: 0, y2: height });
    svg.append(cursor);
    svg.addEventListener("pointerdown", (event) => {
      const follow = (move) => seek(((move.clientX - svg.getBoundingClientRect().left) / svg.clientWidth) * (days - 1));
      const end = () => { svg.removeEventListener("pointermove", follow); };
      follow(event);
      svg.setPointerCapture(event.pointerId);
      svg.addEventListener("pointermove", follow);
      svg.addEventListener("pointerup", end, { once: true });
      svg.addEventListener("pointercancel", end, { once: true });
    });
    const now = arms.map((_, i) => make("span", { class: `now arm-${i}` }));
    const words = strip.bands || strip.top ? strip.words : `${strip.words}, up to ${amount(top, 0)}`;
    const head = make("div", { class: "strip-head" }, make("span", {}, words), ...now);
    const show = (day) => {
      const x = (1000 * day) / Math.max(1, days - 1);
      put(cursor, "x1", x.toFixed(1));
      put(cursor, "x2", x.toFixed(1));
      now.forEach((span, i) => put(span, "text", strip.bands ? stateOf(arms[i], day) : amount(values[i][day], strip.digits)));
    };
    return { node: make("div", { class: "strip" }, head, svg), show };
  }

  function bandsOf(arm, days, row) {
    const found = [];
    let first = 0;
    const levels = arm.series.access_level.map((level, day) => (arm.series.is_capitulated[day] ? 4 : level));
    for (let day = 1; day <= days; day += 1) {
      if (day < days && levels[day] === levels[first]) continue;
      const x = (1000 * first) / days;
      found.push(make("rect", { x, y: 4 + 21 * row, width: (1000 * (day - first)) / days, height: 17, class: `band level-${levels[first]}` }));
      first = day;
    }
    return found;
  }

  function pathOf(list, days, top, height) {
    const y = (value) => (height - 2 - ((height - 6) * Math.min(value, top)) / top).toFixed(1);
    const parts = [`M0 ${y(list[0])}`];
    for (let day = 1; day < days; day += 1) {
      if (list[day] !== list[day - 1] || day === days - 1) parts.push(`L${((1000 * (day - 1)) / (days - 1)).toFixed(1)} ${y(list[day - 1])}L${((1000 * day) / (days - 1)).toFixed(1)} ${y(list[day])}`);
    }
    return parts.join("");
  }

  function stateOf(arm, day) {
    if (arm.series.is_capitulated[day]) return "lost";
    return arm.series.is_offensive[day] ? "attacked" : ACCESS[arm.series.access_level[day]];
  }

  // Words for a day, for whoever reads or listens

  function told(arm, day) {
    const state = arm.series.is_capitulated[day] ? "the defenders have given up" : `the road is ${ACCESS[arm.series.access_level[day]]}`;
    const people = `${amount(arm.series.persons_inside[day], 0)} people inside, ${amount(arm.series.persons_left[day], 0)} gone`;
    const fight = arm.series.is_offensive[day] ? ", an offensive is under way" : "";
    return `${state}${fight}; ${people}; food for ${amount(arm.series.stock_days[day], 0)} days`;
  }

  const lastTurn = (arm, day) => arm.turns.filter((turn) => turn[0] <= day).pop();

  // The player as a whole

  function mount(root, pair, options) {
    const wish = options || {};
    const arms = pair.arms;
    const days = Math.min(...arms.map((arm) => arm.days));
    const frame = frameOf(arms);
    const news = [...new Set([...(pair.parting ? [pair.parting.day] : []), ...arms.flatMap((arm) => arm.turns.map((turn) => turn[0]))])].filter((day) => day < days).sort((a, b) => a - b);
    let day = 0;
    let timer = null;

    const parts = barOf(days, SPEEDS);
    const maps = arms.map((arm, i) => mapOf(arm, frame, `Map: ${arm.title}`));
    const heads = arms.map((arm, i) => make("p", { class: "map-state" }));
    const texts = arms.map(() => make("p", { class: "map-turn" }));
    const figures = arms.map((arm, i) => make("figure", { class: `player-arm arm-${i}` }, make("figcaption", {}, make("span", { class: "arm-key" }, "AB"[i]), " ", arm.title), heads[i], maps[i].svg, texts[i]));
    const strips = stripsOf(arms, days, (wanted) => { pause(); show(wanted); });
    const live = make("p", { class: "player-live", "aria-live": "polite" });
    const part = make("p", { class: "player-parting" });
    if (pair.parting) {
      const go = make("button", { type: "button", class: "link" }, `day ${pair.parting.day}`);
      go.addEventListener("click", () => { pause(); show(pair.parting.day); });
      part.append("The two histories part on ", go, `, ${dated(arms[0].start, pair.parting.day)}: ${pair.parting.what}`);
    } else part.append("Nothing on the ground differs between the two arms in this world.");
    root.replaceChildren(parts.node, live, make("div", { class: "player-maps" }, ...figures), part, strips.node, legend());
    root.setAttribute("role", "group");

    function show(wanted, isPlaying) {
      day = clamp(Math.round(wanted), 0, days - 1);
      maps.forEach((map) => map.show(day));
      strips.show(day);
      const when = dated(arms[0].start, day);
      parts.slider.value = String(day);
      parts.slider.setAttribute("aria-valuetext", `day ${day}, ${when}`);
      put(parts.date, "text", `${when} · day ${day}`);
      arms.forEach((arm, i) => {
        put(heads[i], "text", told(arm, day));
        const turn = lastTurn(arm, day);
        put(texts[i], "text", turn ? `Day ${turn[0]}: ${turn[1]}${turn[2] ? ` Why: ${turn[2]}.` : ""}` : "Nothing yet.");
      });
      if (!isPlaying) {
        put(live, "text", `${when}. ${arms.map((arm) => `${arm.title}: ${told(arm, day)}`).join(". ")}.`);
        if (wish.onDay) wish.onDay(day);
      }
    }

    function play() {
      if (timer) return;
      let before = null;
      let exact = day >= days - 1 ? 0 : day;
      const step = (now) => {
        if (before !== null) exact += ((now - before) / 1000) * Number(parts.speed.value);
        before = now;
        show(Math.floor(exact), true);
        if (exact >= days - 1) pause();
        else timer = requestAnimationFrame(step);
      };
      timer = requestAnimationFrame(step);
      label(true);
    }

    function pause() {
      if (!timer) return;
      cancelAnimationFrame(timer);
      timer = null;
      label(false);
      show(day);
    }

    function label(isPlaying) {
      parts.play.textContent = isPlaying ? "Pause" : "▶ Play";
      parts.play.setAttribute("aria-pressed", String(isPlaying));
    }

    parts.play.addEventListener("click", () => (timer ? pause() : play()));
    parts.first.addEventListener("click", () => { pause(); show(0); });
    parts.earlier.addEventListener("click", () => { pause(); show(news.filter((one) => one < day).pop() || 0); });
    parts.later.addEventListener("click", () => { pause(); show(news.find((one) => one > day) ?? days - 1); });
    parts.slider.addEventListener("input", () => { const wanted = Number(parts.slider.value); pause(); show(wanted); });
    show(wish.day || 0);
    return { show: (wanted) => { pause(); show(wanted); }, play, pause, day: () => day, isPlaying: () => timer !== null };
  }

  function barOf(days, speeds) {
    const button = (words, label) => make("button", { type: "button", "aria-label": label }, words);
    const first = button("|◀", "To the first day");
    const earlier = button("◀◀", "To the event before");
    const later = button("▶▶", "To the next event");
    const play = make("button", { type: "button", class: "play", "aria-pressed": "false" }, "▶ Play");
    const slider = make("input", { type: "range", min: 0, max: days - 1, step: 1, value: 0, "aria-label": "Day" });
    const speed = make("select", { "aria-label": "Speed" }, ...speeds.map(([value, words]) => make("option", { value }, words)));
    speed.value = "30";
    const date = make("output", { class: "player-date" });
    const node = make("div", { class: "player-bar" }, make("div", { class: "player-buttons" }, first, earlier, play, later, speed), slider, date);
    return { node, first, earlier, later, play, slider, speed, date };
  }

  function legend() {
    const sign = (children) => make("svg", { viewBox: "-9 -9 18 18", width: 18, height: 18, "aria-hidden": "true" }, ...children);
    const entry = (words, ...children) => make("li", {}, sign(children), words);
    const road = (level, words) => entry(words, make("line", { x1: -8, x2: 8, y1: 0, y2: 0, class: `road corridor level-${level}`, "stroke-width": 3.5 }));
    const acts = SHAPES.map((d, rung) => entry(ACTS[rung], make("path", { d, class: `act rung-${rung}` })));
    return make("details", { class: "player-legend" }, make("summary", {}, "What the signs mean"), make("ul", {},
      entry("settlement, by people who are there; pale: who have left", make("circle", { r: 8, class: "place-all" }), make("circle", { r: 5, class: "place" })),
      ...ACCESS.map((words, level) => road(level, `road ${words}`)),
      entry(`thicker road: more patrols in ${PATROL_DAYS} days`, make("line", { x1: -8, x2: 8, y1: 0, y2: 0, class: "road level-0", "stroke-width": 7 })),
      entry("patrol today", make("circle", { r: 3, class: "team" })),
      ...acts,
      entry("filled: the mission answered; hollow: it did not", make("path", { d: SHAPES[2], class: "act rung-2 answered" })),
      entry("thick edge: somebody was killed", make("path", { d: SHAPES[1], class: "act rung-1 deadly" }))),
      make("p", {}, `An act stays on the map for ${SHOWN_DAYS} days. A: the first arm (grey line); B: the second (blue line). Click or drag in a strip to go to a day.`));
  }

  function start() {
    for (const root of document.querySelectorAll("[data-player]")) {
      const data = root.querySelector('script[type="application/json"]');
      if (data) mount(root, JSON.parse(data.textContent));
    }
  }

  window.Player = { mount };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
