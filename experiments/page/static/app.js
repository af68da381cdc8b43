// The classroom's page: what a visitor chooses, what the server lives for it, and how it is shown.
// Everything on screen is in one `state`, and the state is in the link.
(function () {
  "use strict";

  const GROUPS = { mandate: "Mandate", resources: "Resources", guarantees: "Guarantees", observers: "Observers" };
  const LEVER_GROUPS = { mandate: "What the mission may do", resources: "What it can do it with", guarantees: "Who stands behind it", theory: "What nobody knows" };
  const SIDES = ["first", "second"];
  const STEPS = 1000; // of a slider
  const PATIENCE = 90; // ms that a lever rests before worlds are lived
  const BREATH = 150; // ms between two drawings while worlds come in: the same machine lives them
  const VISITOR = Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => one.toString(16).padStart(2, "0")).join("");
  const FILES = [
    ["study.yaml", "Both arms as a study (YAML)"], ["arm-a.yaml", "Arm A in full (YAML)"], ["arm-b.yaml", "Arm B in full (YAML)"],
    ["outcomes.csv", "Outcomes of all worlds (CSV)"], ["outcomes.parquet", "Outcomes of all worlds (Parquet)"],
    ["world-a-csv.zip", "This world under A, tables (CSV)"], ["world-b-csv.zip", "This world under B, tables (CSV)"],
    ["world-a-parquet.zip", "This world under A, tables (Parquet)"], ["world-b-parquet.zip", "This world under B, tables (Parquet)"],
  ];

  const $ = (id) => document.getElementById(id);
  let choices = null;
  let state = null;
  let told = null; // both arms as the server judged them
  let result = { measures: [], pairs: [], summary: null, isWhole: false, failed: 0 };
  let player = null;
  let asking = null;
  let asked = 0; // questions so far
  let painting = 0;

  function make(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  // The state and the link

  function opening() {
    return { predict: false, measure: "is_obstructed_30", guess: null, shown: false, step: 0, day: 0, ...structuredClone(choices.opening) };
  }

  // What the server must know; the rest of the state is the page's own.
  function question() {
    const arm = (one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null && value !== "" && !(typeof value === "object" && !Object.keys(value).length)));
    const asked = { scenario: state.scenario, worlds: state.worlds, seed: state.seed, first: arm(state.first), second: arm(state.second) };
    return JSON.stringify(state.lesson ? { ...asked, lesson: state.lesson } : asked);
  }

  // Written when things rest: browsers allow only so many changes of an address a second.
  let writing = null;
  function writeLink(isAtOnce) {
    clearTimeout(writing);
    const write = () => history.replaceState(null, "", "#" + encodeURIComponent(JSON.stringify(state)));
    if (isAtOnce) write();
    else writing = setTimeout(write, 150);
  }

  // The state of a link, or null where there is none that can be read; the server judges what it asks for.
  function readLink() {
    try {
      const found = JSON.parse(decodeURIComponent(location.hash.slice(1)));
      if (typeof found !== "object" || found === null || Array.isArray(found)) return null;
      const usual = opening();
      delete usual.lesson;
      for (const key of ["first", "second"]) if (typeof found[key] !== "object" || found[key] === null) delete found[key];
      return { ...usual, ...found };
    } catch {
      return null;
    }
  }

  // Asking the server

  async function get(path, signal) {
    const answer = await fetch(`${path}${path.includes("?") ? "&" : "?"}ask=${encodeURIComponent(question())}`, { signal, headers: { "x-visitor": `${VISITOR}.${(asked += 1)}` } });
    if (!answer.ok) throw new Refused(await answer.json().then((body) => body.refused, () => [`The server answered ${answer.status}.`]));
    return answer;
  }

  class Refused extends Error {
    constructor(reasons) {
      super(reasons.join("\n"));
    }
  }

  function tell(error) {
    if (error.name === "AbortError") return;
    $("refusal").hidden = false;
    $("refusal").textContent = error instanceof Refused ? error.message : "The server does not answer. Is corridor app still running?";
    $("status").textContent = "";
  }

  // Everything anew for the present state: arms, outcomes, then the map.
  async function ask() {
    writeLink();
    if (asking) asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    for (const id of ["charts", "player"]) $(id).classList.add("stale");
    try {
      await Promise.all([askArms(signal), askOutcomes(signal)]);
      await askPair(signal);
    } catch (error) {
      tell(error);
    }
  }

  async function askArms(signal) {
    told = await (await get("/api/arms", signal)).json();
    $("refusal").hidden = true;
    showArms();
    showLesson();
  }

  async function askOutcomes(signal) {
    const started = performance.now();
    const answer = await get("/api/outcomes", signal);
    const fresh = { measures: [], pairs: [], summary: null, isWhole: false, failed: 0, why: "", worlds: state.worlds, started };
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      const lines = (rest + (value || "")).split("\n");
      rest = lines.pop();
      for (const line of lines) take(fresh, JSON.parse(line));
      if (fresh.pairs.length || fresh.failed) result = fresh;
      paint();
      if (done) break;
    }
    if (!fresh.isWhole && !signal.aborted) throw new Refused(["This answer was left for a newer one of this page."]);
  }

  function take(fresh, line) {
    if (line.measures) Object.assign(fresh, { measures: line.measures, titles: line.titles, worlds: line.worlds });
    if (line.pairs) fresh.pairs.push(...line.pairs);
    if (line.summary) fresh.summary = line.summary;
    if (line.failed) Object.assign(fresh, { failed: line.failed, why: line.why });
    if (line.pairs && !fresh.firstAfter) fresh.firstAfter = performance.now() - fresh.started;
    if (line.is_whole !== undefined) Object.assign(fresh, { isWhole: line.is_whole, wholeAfter: performance.now() - fresh.started });
  }

  async function askPair(signal) {
    if (isHiding()) {
      $("map-wait").textContent = "The map follows once you have predicted.";
      $("player").hidden = true;
      return;
    }
    $("map-wait").textContent = player ? "" : "The map is being drawn ...";
    const pair = await (await get("/api/pair", signal)).json();
    if (player) player.pause();
    $("map-wait").textContent = "";
    $("player").hidden = false;
    $("player").classList.remove("stale");
    player = window.Player.mount($("player"), pair, { day: state.day, onDay: (day) => { state.day = day; writeLink(); } });
  }

  let resting = null;
  function askSoon() {
    clearTimeout(resting);
    resting = setTimeout(ask, PATIENCE);
  }

  // A policy moves: a prediction made before is no prediction of the new one.
  function moved() {
    state.shown = false;
    state.guess = null;
    askSoon();
  }

  // Two policies

  function showArms() {
    $("scenario").value = state.scenario;
    $("worlds").value = String(state.worlds);
    $("seed").value = String(state.seed);
    $("case-question").textContent = (choices.scenarios.find((one) => one.name === state.scenario) || { question: "" }).question;
    const shape = JSON.stringify([state.lesson, told.arms.map((arm) => arm.levers.map((lever) => lever.name))]);
    if ($("arms").dataset.shape !== shape) {
      const open = [...document.querySelectorAll("#arms details")].map((one) => one.open);
      $("arms").replaceChildren(...SIDES.map(armBox));
      $("arms").dataset.shape = shape;
      document.querySelectorAll("#arms details").forEach((one, i) => { one.open = open[i] || false; });
    }
    SIDES.forEach(fillArm);
    $("differences").replaceChildren(...(told.differences.length ? told.differences : ["Nothing: both arms are the same."]).map((text) => make("li", {}, text.replace("->", "→"))));
  }

  function armBox(side, i) {
    const selects = Object.entries(GROUPS).map(([group, words]) => make("label", {}, words, make("select", { id: `${side}-${group}`, onchange: (event) => choose(side, group, event.target.value) }, ...choices.presets[group].map((one) => make("option", { value: one.name }, one.title)))));
    const groups = Object.entries(LEVER_GROUPS).map(([group, words]) => {
      const mine = told.arms[i].levers.filter((lever) => lever.name.startsWith(group + "."));
      return mine.length ? [make("h3", {}, words), ...mine.map((lever) => leverRow(side, lever))] : [];
    });
    return make("fieldset", { class: `arm arm-${i}`, id: `arm-${side}` }, make("legend", {}, make("span", { class: "arm-key" }, "AB"[i]), " ", make("span", { class: "title" })), make("p", { class: "words" }), make("div", { class: "presets" }, ...selects), make("details", { class: "levers" }, make("summary", {}, "Move single levers"), ...groups.flat()));
  }

  function leverRow(side, lever) {
    const id = `${side}-${lever.name}`;
    const tip = `${lever.help} Source: ${lever.source}`;
    const back = make("button", { type: "button", class: "back", title: "Back to the preset", "aria-label": `${lever.words}: back to the preset`, onclick: () => { delete settings(side)[lever.name]; moved(); } }, "↺");
    if (lever.kind === "truth") {
      const box = make("input", { type: "checkbox", id, onchange: (event) => set(side, lever, event.target.checked) });
      return make("div", { class: "lever truth", "data-lever": lever.name, title: tip }, box, make("label", { for: id }, lever.words), back);
    }
    const label = make("label", { for: id }, lever.words, " ", make("span", { class: "unit" }, lever.unit && !lever.words.includes(lever.unit) ? `(${lever.unit})` : ""));
    const slider = make("input", { type: "range", id, min: 0, max: STEPS, step: 1, oninput: (event) => set(side, lever, valueAt(lever, Number(event.target.value) / STEPS)) });
    const number = make("input", { type: "number", min: lever.low, max: lever.high, step: lever.kind === "whole" ? 1 : "any", "aria-label": `${lever.words}, exact`, oninput: (event) => { if (event.target.value !== "" && event.target.checkValidity()) set(side, lever, Number(event.target.value)); }, onchange: (event) => { if (!event.target.reportValidity()) fillArm(side, SIDES.indexOf(side)); } });
    return make("div", { class: "lever", "data-lever": lever.name, title: tip }, label, slider, number, back);
  }

  const settings = (side) => (state[side].settings = state[side].settings || {});

  // A slider's way is bent: fine where usual values are, though the range is the door's whole one.
  function valueAt(lever, share) {
    const exact = lever.low + (lever.high - lever.low) * share ** lever.steep;
    if (lever.kind === "whole") return Math.round(exact > 200 ? Number(exact.toPrecision(2)) : exact);
    return Number(exact.toPrecision(lever.high <= 1 ? 2 : 3));
  }
  const shareOf = (lever, value) => ((value - lever.low) / (lever.high - lever.low)) ** (1 / lever.steep);

  function set(side, lever, value) {
    settings(side)[lever.name] = value;
    fillLever(side, lever, value);
    moved();
  }

  function choose(side, group, name) {
    state[side][group] = name;
    for (const key of Object.keys(settings(side))) if (key.startsWith(group + ".")) delete state[side].settings[key];
    delete state[side].title;
    moved();
  }

  function fillArm(side, i) {
    const arm = told.arms[i];
    const box = $(`arm-${side}`);
    box.querySelector(".title").textContent = arm.title;
    box.querySelector(".words").textContent = arm.words;
    for (const group of Object.keys(GROUPS)) $(`${side}-${group}`).value = arm.presets[group];
    for (const lever of arm.levers) fillLever(side, lever, lever.name in settings(side) ? settings(side)[lever.name] : lever.value);
  }

  function fillLever(side, lever, value) {
    const row = document.querySelector(`#arm-${side} [data-lever="${CSS.escape(lever.name)}"]`);
    if (!row) return;
    row.classList.toggle("moved", lever.name in settings(side));
    const [first, second] = row.querySelectorAll("input");
    if (lever.kind === "truth") { first.checked = value; return; }
    if (document.activeElement !== first) first.value = String(Math.round(STEPS * shareOf(lever, value)));
    first.setAttribute("aria-valuetext", `${value} ${lever.unit}`);
    if (document.activeElement !== second) second.value = String(value);
  }

  // Distributions

  const isHiding = () => state.predict && !state.shown;

  let painted = 0;
  function paint(isAtOnce) {
    if (painting) return;
    const wait = isAtOnce || result.isWhole ? 0 : Math.max(0, painted + BREATH - performance.now());
    painting = setTimeout(() => requestAnimationFrame(() => { painting = 0; painted = performance.now(); showResult(); }), wait);
  }

  function showResult() {
    if (!result.measures.length) return;
    $("charts").classList.remove("stale");
    const n = result.pairs.length;
    const time = result.isWhole && result.wholeAfter > 100 ? ` in ${(result.wholeAfter / 1000).toFixed(1)} s` : "";
    $("status").textContent = result.isWhole ? `${n} worlds${time}${failures()}` : `${n} of ${result.worlds} worlds ...${failures()}`;
    $("status").dataset.whole = String(result.isWhole);
    if (result.firstAfter) Object.assign($("status").dataset, { first: Math.round(result.firstAfter), after: Math.round(result.wholeAfter || 0) });
    showMeasures();
    const isAsked = (measure) => state.predict && measure.name === state.measure;
    const shown = result.measures.filter((measure) => !isHiding() || isAsked(measure)).sort((a, b) => isAsked(b) - isAsked(a));
    const cards = shown.map((measure) => cardOf(measure, result.measures.indexOf(measure)));
    keepFocus(() => $("charts").replaceChildren(...cards, ...(isHiding() ? [make("p", { class: "soft" }, "The other results, and the map, follow once you have predicted.")] : [])));
    $("numbers").hidden = isHiding();
    $("apart").hidden = false;
    showTable();
  }

  const failures = () => (result.failed ? `; ${result.failed} could not be lived (${result.why})` : "");

  function showMeasures() {
    if (!result.measures.some((one) => one.name === state.measure)) state.measure = result.measures[0].name;
    $("predict").checked = state.predict;
    $("measure-label").hidden = !state.predict || Boolean(state.lesson);
    const names = result.measures.map((one) => one.name).join();
    if ($("measure").dataset.names !== names) {
      $("measure").replaceChildren(...result.measures.map((one) => make("option", { value: one.name }, one.words)));
      $("measure").dataset.names = names;
    }
    $("measure").value = state.measure;
  }

  function cardOf(measure, column) {
    const isAsked = state.predict && measure.name === state.measure;
    const isHidden = isAsked && !state.shown;
    const summary = result.summary && result.summary[measure.name];
    let top = window.Charts.topOf(measure, result.pairs, column, isHidden);
    if (isAsked && !isHidden && state.guess !== null) top = Math.max(top, measure.is_share ? 100 : state.guess);
    const wish = { summary, isHidden, top, guess: isAsked ? state.guess : null };
    const figure = make("figure", { class: `card${isAsked ? " asked" : ""}`, "data-measure": measure.name }, make("figcaption", {}, measure.words), window.Charts.chart(measure, result.pairs, column, wish));
    if (summary) figure.append(toldOf(measure, summary, isHidden));
    if (isHidden) figure.append(guessRow(measure, top));
    else if (isAsked && summary && state.guess !== null) figure.append(make("p", { class: "verdict" }, verdict(measure, summary)));
    return figure;
  }

  function toldOf(measure, summary, isHidden) {
    const unit = measure.is_share ? " of worlds" : measure.unit ? ` ${measure.unit}` : "";
    const rows = [["A", summary.first.words + unit, 0], ...(isHidden ? [] : [["B", summary.second.words + unit, 1], ["B−A", summary.difference.words, 2]])];
    const count = summary.first.n < result.pairs.length ? [make("dt", {}, ""), make("dd", {}, `${summary.first.n} (A) and ${summary.second.n} (B) worlds in which it applies`)] : [];
    if (measure.is_share && !isHidden) rows.push(["", only(result.measures.indexOf(measure)), 2]);
    return make("dl", { class: "told" }, ...rows.flatMap(([key, words, i]) => [make("dt", { class: `arm-${i}` }, key), make("dd", {}, words)]), ...(isHidden ? [] : count));
  }

  // In how many worlds something happened under one arm alone.
  function only(column) {
    const count = (mine, other) => result.pairs.filter((pair) => pair[mine][column] && !pair[other][column]).length;
    return `under A alone: ${count(1, 2)}, under B alone: ${count(2, 1)}`;
  }

  function guessRow(measure, top) {
    const value = state.guess === null ? top / 2 : state.guess;
    const unit = measure.is_share ? "of 100 worlds" : measure.unit;
    const said = make("output", { for: "guess" }, state.guess === null ? "move the slider" : `${amount(state.guess)} ${unit}`);
    const show = make("button", { type: "button", id: "reveal", class: "main", disabled: state.guess === null, onclick: reveal }, "Show the answer");
    const slider = make("input", { type: "range", id: "guess", min: 0, max: top, step: top / 100, value, "aria-valuetext": `${amount(value)} ${unit}`, oninput: (event) => {
      state.guess = Number(Number(event.target.value).toPrecision(3));
      writeLink();
      paint(true);
    } });
    return make("div", { class: "guess-row" }, make("label", { for: "guess" }, `Your guess for B: `, said), slider, show);
  }

  const amount = (value) => value.toLocaleString("en-GB", { maximumFractionDigits: value < 3 ? 2 : value < 20 ? 1 : 0 });

  function verdict(measure, summary) {
    const factor = measure.is_share ? 100 : 1;
    const { value, low, high } = summary.second;
    if (value === null) return `You said ${amount(state.guess)}; it applies to none of these worlds.`;
    const isInside = low !== null && state.guess >= factor * low && state.guess <= factor * high;
    const unit = measure.is_share ? " in 100 worlds" : measure.unit ? ` ${measure.unit}` : "";
    const way = isInside ? "That is within what these worlds can tell." : state.guess > factor * value ? "You expected more." : "You expected less.";
    return `You said ${amount(state.guess)}; it was ${amount(factor * value)}${unit}. ${way}`;
  }

  function reveal() {
    state.shown = true;
    writeLink();
    showResult();
    showLesson();
    askPair(asking.signal).catch(tell);
    const verdictShown = document.querySelector(".verdict");
    if (verdictShown) { verdictShown.tabIndex = -1; verdictShown.focus(); }
  }

  // Redraws without taking the focus away from whoever is typing or sliding.
  function keepFocus(draw) {
    const id = document.activeElement && document.activeElement.closest("#charts") ? document.activeElement.id : "";
    draw();
    if (id && $(id)) $(id).focus();
  }

  function showTable() {
    if (!result.summary || isHiding()) return;
    const head = make("tr", {}, ...["Measure", "A", "B", "B less A, in the same worlds"].map((text) => make("th", { scope: "col" }, text)));
    const rows = result.measures.map((one) => make("tr", {}, make("th", { scope: "row" }, one.words + (one.is_share ? "" : one.unit ? `, ${one.unit}` : "")), ...["first", "second", "difference"].map((key) => make("td", {}, result.summary[one.name][key].words))));
    $("table").replaceChildren(make("caption", { class: "soft" }, "Estimate and 95 % interval; pp: percentage points"), make("thead", {}, head), make("tbody", {}, ...rows));
  }

  // Lessons

  const lessonNow = () => choices.lessons.find((one) => one.name === state.lesson);

  function showLesson() {
    const lesson = lessonNow();
    $("lesson").value = state.lesson || "";
    $("lesson-panel").hidden = !lesson;
    // A lesson first asks, then answers; the policies in full come after.
    if (lesson && $("setup").nextElementSibling === $("answer")) $("answer").after($("setup"));
    if (!lesson && $("answer").nextElementSibling === $("setup")) $("setup").after($("answer"));
    if (!lesson) return;
    const n = lesson.steps.length;
    const step = lesson.steps[Math.min(state.step, n - 1)];
    const isLast = state.step >= n - 1;
    const go = (words, to, isMain) => make("button", { type: "button", class: isMain ? "main" : "", id: isMain ? "next-step" : "back-step", onclick: () => toStep(to) }, words);
    $("lesson-panel").replaceChildren(
      make("h2", { id: "lesson-title", tabindex: -1 }, lesson.title),
      make("p", {}, lesson.question),
      make("h3", { class: "step" }, `Step ${state.step + 1} of ${n}: ${step.title[0]} (A) against ${step.title[1]} (B)`),
      make("p", { class: "ask" }, step.ask),
      ...(state.shown ? [make("p", { class: "look" }, step.look_at)] : [make("p", { class: "soft" }, "Mark your guess in the chart below, then show the answer.")]),
      ...(state.shown && isLast ? [make("h3", {}, "To discuss"), make("ul", { id: "discuss" }, ...lesson.discuss.map((text) => make("li", {}, text)))] : []),
      make("p", { class: "row" }, state.step > 0 ? go("Step before", state.step - 1, false) : null, !isLast ? go("Next step", state.step + 1, true) : null, make("button", { type: "button", id: "leave-lesson", onclick: () => startLesson("") }, "Leave the lesson")),
    );
  }

  function startLesson(name) {
    if (!name) {
      state = { ...opening() };
      delete state.lesson;
      ask();
      showLesson();
      return;
    }
    state = { ...opening(), lesson: name, predict: true };
    toStep(0);
  }

  function toStep(n) {
    const lesson = lessonNow();
    const asked = structuredClone(lesson.questions[n]);
    Object.assign(state, { ...asked, step: n, measure: lesson.steps[n].measure, predict: true, guess: null, shown: false, day: 0 });
    for (const side of SIDES) state[side] = { of: asked[side].of };
    result = { measures: [], pairs: [], summary: null, isWhole: false, failed: 0 };
    $("charts").replaceChildren();
    ask();
    showLesson();
    $("lesson-title").focus();
  }

  // The page's own controls

  function listen() {
    $("scenario").addEventListener("change", (event) => {
      state.scenario = event.target.value;
      for (const side of SIDES) state[side] = side === "second" ? { ...choices.opening.second } : { title: choices.opening.first.title };
      delete state.lesson;
      Object.assign(state, { day: 0, shown: false, guess: null });
      ask();
    });
    $("worlds").addEventListener("change", (event) => { state.worlds = Number(event.target.value); ask(); });
    $("seed").addEventListener("change", (event) => {
      if (!event.target.reportValidity() || event.target.value === "") return;
      state.seed = Number(event.target.value);
      state.day = 0;
      writeLink();
      askPair(asking.signal).catch(tell);
    });
    $("predict").addEventListener("change", (event) => { Object.assign(state, { predict: event.target.checked, shown: false, guess: null }); if (!state.predict) showLesson(); writeLink(); showResult(); askPair(asking.signal).catch(tell); });
    $("measure").addEventListener("change", (event) => { Object.assign(state, { measure: event.target.value, shown: false, guess: null }); writeLink(); showResult(); askPair(asking.signal).catch(tell); });
    $("lesson").addEventListener("change", (event) => startLesson(event.target.value));
    $("link").addEventListener("click", copyLink);
    document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); $("answer").focus(); });
    $("home").addEventListener("toggle", () => $("files").replaceChildren(...FILES.map(([name, words]) => make("li", {}, make("a", { href: `/api/files/${name}?ask=${encodeURIComponent(question())}`, download: name }, words)))));
    window.addEventListener("hashchange", () => { const found = readLink(); if (found) { state = found; ask(); showLesson(); } });
  }

  async function copyLink() {
    writeLink(true);
    const button = $("link");
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Copied";
    } catch {
      button.textContent = "The link is in the address bar";
    }
    setTimeout(() => { button.textContent = "Copy link"; }, 2500);
  }

  async function start() {
    try {
      const answer = await fetch("/api/choices");
      choices = await answer.json();
    } catch (error) {
      tell(error);
      return;
    }
    $("scenario").replaceChildren(...choices.scenarios.map((one) => make("option", { value: one.name }, one.title)));
    $("lesson").append(...choices.lessons.map((one) => make("option", { value: one.name }, one.title)));
    state = readLink() || opening();
    listen();
    showLesson();
    await ask();
  }

  start();
})();
