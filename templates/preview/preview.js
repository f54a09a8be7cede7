// The preview's page: shows what the server last told, and changes only what changed.
"use strict";

const words = JSON.parse(document.getElementById("labels").textContent);
const at = (id) => document.getElementById(id);
const fill = (text, ...values) => values.reduce((made, value) => made.replace("{}", value), text);

// What the server last told, and what the reader looks at. A card is known by its key.
let now = { version: -1, status: "building", courses: [], faults: [] };
const look = {
  ...{ course: "", view: "files", sheet: "" },
  ...{ key: "", index: 0, side: "front", asked: "", revealed: "", hidden: "" },
};
const changed = { files: new Set(), cards: new Set() };
const scrolled = { files: 0, cards: 0 };
const kept = memory();

function make(tag, settings = {}, ...children) {
  const { data, ...plain } = settings;
  const made = Object.assign(document.createElement(tag), plain);
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
}

// What outlasts the page: the browser's storage, or where that is refused, nothing.
function memory() {
  try {
    return window.localStorage;
  } catch {
    const held = new Map();
    return { getItem: (name) => held.get(name) ?? null, setItem: (name, value) => held.set(name, value) };
  }
}

const course = () => now.courses.find((each) => each.name === look.course) || now.courses[0];
const hash = (...steps) => "#/" + steps.map(encodeURIComponent).join("/");
const url = (...steps) => "/" + steps.map(encodeURIComponent).join("/");

// Telling

function listen() {
  let source;
  let last = Promise.resolve(); // one after another, so that no old state comes after a new one
  const lost = (reason) => {
    console.warn(reason);
    tellStatus("lost", words.lost);
  };
  const open = () => {
    source = new EventSource("/events");
    source.onopen = () => (now.version = -1); // another server may have begun to count again
    source.onmessage = (event) => (last = last.then(() => heard(JSON.parse(event.data))).catch(lost));
    source.onerror = lost;
  };
  // A browser opens six connections to a server, and no more: hidden pages give theirs back.
  document.addEventListener("visibilitychange", () => {
    source.close();
    if (!document.hidden) open();
  });
  open();
}

async function heard(brief) {
  const isBuilding = brief.status === "building";
  // A page that knows nothing yet asks even during a build, for the last good one.
  if (now.version < 0 || (!isBuilding && brief.version !== now.version)) {
    const answer = await fetch("/state.json");
    update(await answer.json());
  }
  if (isBuilding) tellBuilding(brief);
  else if (now.status !== "building") tellReady();
}

function tellBuilding(brief) {
  tellStatus("building", brief.of ? fill(words.building, brief.done, brief.of) : words.starting);
  at("progress").hidden = false;
  at("progress").value = brief.of ? brief.done / brief.of : 0;
}

function tellReady() {
  const time = new Date(now.at * 1000).toLocaleTimeString(document.documentElement.lang);
  const what = [];
  if (changed.files.size) what.push(fill(words.changed_files, changed.files.size));
  if (changed.cards.size) what.push(fill(words.changed_cards, changed.cards.size));
  const said = what.length ? fill(words.changes, time, what.join(", ")) : fill(words.ready, time);
  tellStatus(now.status, now.status === "broken" ? words.preview : said);
  at("progress").hidden = true;
}

function tellStatus(status, text) {
  at("status").className = status;
  at("status").textContent = text;
  at("status").hidden = status === "broken"; // the button beside it says more
  at("status").title = text;
}

function update(told) {
  const before = now;
  now = told;
  if (told.status === "ready") note(before);
  if (!course()) look.course = "";
  keepPlace(draw);
  arrive();
}

// Which files and cards the last good build changed; at first, none.
function note(before) {
  changed.files.clear();
  changed.cards.clear();
  for (const each of now.courses) {
    const old = before.courses.find((other) => other.name === each.name);
    if (!old) continue;
    const was = new Map([...old.files, ...old.cards].map((one) => [one.name || one.key, one.digest]));
    for (const file of each.files) if (was.get(file.name) !== file.digest) changed.files.add(file.name);
    for (const card of each.cards) if (was.get(card.key) !== card.digest) changed.cards.add(card.key);
  }
}

// Change the page without moving what the reader looks at.
function keepPlace(change) {
  const edge = at("bar").offsetHeight;
  const parts = look.view === "files" ? at("sheets").querySelectorAll("h2, figure") : [];
  const held = [...parts].find((each) => each.getBoundingClientRect().top >= edge);
  const top = held?.getBoundingClientRect().top;
  const [list, revealed] = [at("list").scrollTop, look.revealed];
  change();
  if (look.revealed === revealed) at("list").scrollTop = list;
  if (held?.isConnected) window.scrollBy(0, held.getBoundingClientRect().top - top);
}

function draw() {
  const shown = course();
  document.title = shown ? `${shown.title} · ${words.preview}` : words.preview;
  at("title").textContent = shown ? shown.title : words.preview;
  drawCourses();
  drawFaults();
  at("empty").hidden = Boolean(shown);
  at("empty").textContent = errors() ? words.nothing_yet : words.waiting;
  at("files").hidden = !shown || look.view !== "files";
  at("cards").hidden = !shown || look.view !== "cards";
  if (!shown) return;
  for (const [view, size] of [["files", shown.files.length], ["cards", shown.cards.length]]) {
    const link = at(`to-${view}`);
    link.href = view === "cards" && look.key ? hash(shown.name, view, look.key) : hash(shown.name, view);
    link.toggleAttribute("aria-current", look.view === view);
    at(`${view}-count`).textContent = size;
  }
  drawFiles(shown);
  drawCards(shown);
}

function drawCourses() {
  const choice = at("course");
  choice.hidden = now.courses.length < 2;
  at("title").hidden = !choice.hidden;
  choice.replaceChildren(...now.courses.map((each) => make("option", { value: each.name }, each.title)));
  if (course()) choice.value = course().name;
}

// Files

function drawFiles(shown) {
  at("contents").replaceChildren(...shown.files.map((file) => contentsLine(shown, file)));
  const old = new Map([...at("sheets").children].map((each) => [each.dataset.file, each]));
  const sheets = shown.files.map((file) => {
    const name = `${shown.name}/${file.name}`;
    const sheet = old.get(name) || make("section", { className: "sheet", data: { file: name } });
    if (sheet.dataset.digest !== file.digest) drawSheet(sheet, shown, file);
    sheet.querySelector(".badge").hidden = !changed.files.has(file.name);
    return sheet;
  });
  settle(at("sheets"), sheets);
  markContents();
}

// Put the children in their place; those that are there already aren't touched.
function settle(parent, children) {
  const same = parent.children.length === children.length;
  if (same && children.every((each, index) => parent.children[index] === each)) return;
  parent.replaceChildren(...children);
}

const called = (file) => words.kinds[file.kind] || file.kind;
const size = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

function contentsLine(shown, file) {
  const label = make("span", { className: "label" }, [called(file), file.about].filter(Boolean).join(" · "));
  const pages = make("span", { className: "meta" }, file.pages.length ? fill(words.pages, file.pages.length) : "");
  const link = make("a", { href: hash(shown.name, "files", file.name), data: { file: file.name } }, label, pages);
  return make("li", { className: changed.files.has(file.name) ? "is-changed" : "" }, link);
}

function drawSheet(sheet, shown, file) {
  const pages = sheet.querySelector(".pages") || make("div", { className: "pages" });
  const old = [...pages.children];
  pages.replaceChildren(...file.pages.map((page, index) => drawPage(old[index], file, page, index + 1)));
  sheet.replaceChildren(sheetHead(shown, file), ...(file.pages.length ? [pages] : deckWords(shown, file)));
  sheet.dataset.digest = file.digest;
  sheet.id = `sheet-${file.name}`;
}

function sheetHead(shown, file) {
  const title = make("h2", {}, called(file));
  if (file.about) title.append(" ", make("span", { className: "level" }, file.about));
  const counts = file.pages.length ? `${fill(words.pages, file.pages.length)} · ` : "";
  const isDeck = file.kind === "deck";
  const link = make("a", { href: url("files", shown.name, file.name) }, isDeck ? words.download : words.open);
  if (!isDeck) Object.assign(link, { target: "_blank", rel: "noopener" });
  return make(
    "header",
    { className: "sheet-head" },
    title,
    make("span", { className: "badge", hidden: true }, words.changed),
    make("span", { className: "meta file" }, file.name),
    make("span", { className: "meta" }, counts + size(file.size)),
    make("span", { className: "links" }, link),
  );
}

function deckWords(shown, file) {
  if (file.kind !== "deck") return [];
  const link = make("a", { href: hash(shown.name, "cards") }, words.see_cards);
  return [make("p", { className: "about" }, words.in_anki, " ", link)];
}

function drawPage(old, file, [wide, high], number) {
  const figure = old || blankPage(number);
  const picture = figure.querySelector("img");
  figure.className = wide > high ? "wide" : "";
  picture.alt = fill(words.page, called(file), number);
  Object.assign(picture, { width: Math.round(wide), height: Math.round(high) });
  picture.style.aspectRatio = `${wide} / ${high}`;
  figure.querySelector("button").onclick = () => view(file.name, number);
  renew(picture, url("pages", file.digest, number, "small.png"));
  return figure;
}

function blankPage(number) {
  const button = make("button", { type: "button" }, make("img", { loading: "lazy", decoding: "async" }));
  return make("figure", {}, button, make("figcaption", {}, String(number)));
}

// A picture in sight stays until the new one is there, so that nothing flickers.
function renew(picture, address) {
  picture.dataset.wanted = address;
  const box = picture.getBoundingClientRect();
  const inSight = picture.naturalWidth && box.bottom > 0 && box.top < window.innerHeight;
  if (!inSight) return void (picture.src = address);
  const next = new Image();
  next.onload = () => {
    if (picture.dataset.wanted === address) picture.src = address;
  };
  next.src = address;
}

function markContents() {
  if (look.view !== "files") return;
  const edge = at("bar").offsetHeight + 90;
  const sheets = [...at("sheets").children];
  const isEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
  const above = sheets.filter((each) => each.getBoundingClientRect().top < edge);
  const current = isEnd && window.scrollY > 0 ? sheets.at(-1) : above.at(-1) || sheets[0];
  for (const link of at("contents").querySelectorAll("a")) {
    link.toggleAttribute("aria-current", `sheet-${link.dataset.file}` === current?.id);
  }
}

// A page alone

const viewed = { file: "", page: 1 };

function view(name, page) {
  const file = course().files.find((each) => each.name === name);
  if (!file) return at("viewer").close();
  viewed.file = name;
  viewed.page = Math.min(Math.max(page, 1), file.pages.length);
  at("viewed").textContent = `${[called(file), file.about].filter(Boolean).join(" · ")}  ${viewed.page} / ${file.pages.length}`;
  at("viewed-file").href = `${url("files", course().name, name)}#page=${viewed.page}`;
  at("viewed-picture").alt = fill(words.page, called(file), viewed.page);
  renew(at("viewed-picture"), url("pages", file.digest, viewed.page, "large.png"));
  at("page-before").disabled = viewed.page === 1;
  at("page-after").disabled = viewed.page === file.pages.length;
  if (!at("viewer").open) at("viewer").showModal();
}

// Cards

const plain = (text) => text.normalize("NFC").toLowerCase();

function matching(shown) {
  const asked = plain(look.asked).split(/\s+/).filter(Boolean);
  const said = (card) => (card.said ??= plain(`${card.key} ${card.title} ${card.words}`));
  const found = shown.cards.filter((card) => asked.every((word) => said(card).includes(word)));
  const isCode = (card) => asked.length === 1 && plain(card.code).startsWith(asked[0]);
  return asked.length ? [...found.filter(isCode), ...found.filter((card) => !isCode(card))] : found;
}

function drawCards(shown) {
  const cards = matching(shown);
  const old = new Map([...at("list").children].map((each) => [each.dataset.key, each]));
  settle(at("list"), cards.map((card) => listLine(old.get(`${shown.name}/${card.key}`), shown, card)));
  at("found").textContent = cards.length
    ? fill(words.found, cards.length)
    : shown.cards.length ? words.none_found : words.none;
  let index = cards.findIndex((card) => card.key === look.key);
  if (index < 0) index = Math.min(look.index, cards.length - 1); // it left: the next takes its place
  choose(cards[index], index, cards.length);
}

function listLine(old, shown, card) {
  const line = old || make("li", { data: { key: `${shown.name}/${card.key}` } });
  const state = `${card.digest} ${changed.cards.has(card.key)}`;
  if (line.dataset.state === state) return line;
  line.dataset.state = state;
  const kind = card.way === 1 || card.kind === "cloze" ? words.kinds[card.kind] : `${words.kinds[card.kind]} · ${words.kinds.reverse}`;
  const meta = make("span", { className: "meta" }, [kind, card.level && `${card.level} ${shown.levels[card.level] || ""}`].filter(Boolean).join(" · "));
  if (changed.cards.has(card.key)) meta.append(make("span", { className: "badge" }, words.changed));
  const button = line.querySelector("button") || make("button", { type: "button" });
  button.onclick = () => show(card.key);
  button.replaceChildren(
    make("span", { className: "code" }, card.code),
    make("span", { className: "title" }, card.title),
    meta,
  );
  if (!button.isConnected) line.replaceChildren(button);
  return line;
}

function choose(card, index, of) {
  at("desk").hidden = !card;
  if (!card) return;
  if (card.key !== look.key && look.key) look.side = "front";
  look.key = card.key;
  look.index = index;
  for (const line of at("list").children) {
    const isCurrent = line.dataset.key === `${course().name}/${card.key}`;
    const button = line.firstElementChild;
    button.toggleAttribute("aria-current", isCurrent);
    button.tabIndex = isCurrent ? 0 : -1;
  }
  if (look.view === "cards" && look.revealed !== card.key) reveal(at("list").children[index]);
  at("code").textContent = card.code;
  at("side").textContent = look.side === "front" ? words.front : words.back;
  at("place").textContent = `${index + 1} / ${of}`;
  at("previous").disabled = index === 0;
  at("next").disabled = index === of - 1;
  if (look.view === "cards") drawFrame(card);
}

// Bring a line into the list's sight; the page itself, which a card may fill, stays where it is.
function reveal(line) {
  look.revealed = look.key;
  const list = at("list");
  const top = line.offsetTop - list.offsetTop;
  const bottom = top + line.offsetHeight;
  if (top < list.scrollTop) list.scrollTop = top;
  if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
}

let framed = "";

function drawFrame(card) {
  const isNight = kept.getItem("night") === "1";
  const isPhone = kept.getItem("phone") === "1";
  at("night").setAttribute("aria-pressed", isNight);
  at("phone").setAttribute("aria-pressed", isPhone);
  at("holder").classList.toggle("night", isNight);
  at("holder").classList.toggle("phone", isPhone);
  const address = `${url("cards", course().name, card.key, look.side)}?night=${isNight ? 1 : 0}&v=${card.digest}`;
  if (framed === address) return;
  framed = address;
  at("frame").contentWindow.location.replace(address); // which leaves no step to go back to
}

function fit() {
  const inside = at("frame").contentDocument?.documentElement;
  if (inside) at("frame").style.height = `${Math.ceil(inside.getBoundingClientRect().height)}px`;
}

const sized = new ResizeObserver(fit);

at("frame").addEventListener("load", () => {
  const inside = at("frame").contentDocument;
  if (!inside) return;
  sized.disconnect();
  sized.observe(inside.documentElement);
  inside.addEventListener("keydown", pressed);
  inside.addEventListener("click", followed);
  fit();
});

// A card's link opens beside the page, as Anki opens it beside its window.
function followed(event) {
  const link = event.target.closest("a[href]");
  if (!link) return;
  event.preventDefault();
  if (/^https?:$/.test(link.protocol)) window.open(link.href, "_blank", "noopener,noreferrer");
}

function show(key) {
  look.key = key;
  look.side = "front";
  drawCards(course());
  history.replaceState(null, "", hash(course().name, "cards", look.key));
  at("to-cards").href = location.hash;
}

function move(steps) {
  const line = at("list").children[look.index + steps];
  if (!line) return;
  const wasInside = at("list").contains(document.activeElement);
  show(line.dataset.key.slice(course().name.length + 1));
  if (wasInside) line.firstElementChild.focus({ preventScroll: true });
}

function flip() {
  look.side = look.side === "front" ? "back" : "front";
  drawCards(course());
}

function turn(what) {
  kept.setItem(what, kept.getItem(what) === "1" ? "0" : "1");
  drawCards(course());
}

// Problems

const errors = () => now.faults.filter((each) => each.severity === "error").length;

function drawFaults() {
  const isBroken = errors() > 0; // also while the next build goes on
  const told = JSON.stringify(now.faults);
  const button = at("show-faults");
  button.hidden = !now.faults.length;
  button.className = isBroken ? "broken" : "";
  button.textContent = isBroken ? fill(words.broken, errors()) : fill(words.notes, now.faults.length);
  at("faults").classList.toggle("only-notes", !isBroken);
  at("faults-title").textContent = isBroken ? fill(words.broken_title, errors()) : fill(words.notes_title, now.faults.length);
  at("faults-kept").textContent = now.courses.length ? words.kept : words.nothing_yet;
  at("faults-kept").hidden = !isBroken;
  if (at("faults-list").dataset.told !== told) at("faults-list").replaceChildren(...now.faults.map(faultLine));
  at("faults-list").dataset.told = told;
  at("cover").hidden = !isBroken || look.hidden === told;
}

function faultLine(fault) {
  const item = make("li", { className: fault.severity });
  item.append(make("p", { className: "place" }, fault.place));
  const message = fault.severity === "note" ? `${words.note}: ${fault.message}` : fault.message;
  item.append(make("p", { className: "message" }, message));
  if (fault.line.trim()) {
    const where = Math.min(Math.max(fault.column - 1, 0), fault.line.length - 1);
    const letter = make("mark", {}, fault.line.slice(where, where + 1));
    item.append(make("pre", {}, fault.line.slice(0, where), letter, fault.line.slice(where + 1)));
  }
  if (fault.hint) item.append(make("p", { className: "hint" }, fault.hint));
  return item;
}

function hideFaults() {
  look.hidden = JSON.stringify(now.faults);
  at("cover").hidden = true;
}

// Going about

function go() {
  if (location.hash && !location.hash.startsWith("#/")) return;
  const [name, view = "files", what = ""] = location.hash.slice(2).split("/").map(decodeURIComponent);
  scrolled[look.view] = window.scrollY;
  const wasElsewhere = look.view !== view;
  look.course = name;
  look.view = view === "cards" ? "cards" : "files";
  if (look.view === "cards" && what) {
    look.key = what;
    const isFound = course() && matching(course()).some((card) => card.key === what);
    if (!isFound) at("search").value = look.asked = ""; // a card that is asked for isn't hidden
  }
  draw();
  look.sheet = look.view === "files" ? what : "";
  if (!arrive() && wasElsewhere) window.scrollTo(0, scrolled[look.view]);
}

// Go to the file that the address names, as soon as it is there.
function arrive() {
  const sheet = look.sheet && at(`sheet-${look.sheet}`);
  if (!sheet) return false;
  look.sheet = "";
  sheet.scrollIntoView();
  return true;
}

// A letter is known by its place: with Korean input on, the key N gives another sign.
const nameOf = (event) => (event.code.startsWith("Key") ? event.code : event.key);

const KEYS = {
  " ": flip,
  Enter: flip,
  ArrowLeft: () => move(-1),
  ArrowRight: () => move(1),
  KeyN: () => turn("night"),
  KeyP: () => turn("phone"),
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (at("viewer").open) return pressedInViewer(event);
  if (event.key === "Escape" && !at("cover").hidden) return hideFaults();
  const act = actOf(event);
  if (!act) return;
  event.preventDefault();
  act();
}

function actOf(event) {
  if (look.view !== "cards" || !course()) return null;
  const control = event.target.closest?.("input, select, a, button");
  const inList = at("list").contains(control);
  const name = nameOf(event);
  if (control === at("search")) return searchKeys[name];
  if (name === "/") return () => at("search").select();
  if (inList && name === "ArrowDown") return () => move(1);
  if (inList && name === "ArrowUp") return () => move(-1);
  // What a button or a link does by itself stays as it is.
  if (control && !inList && (name === " " || name === "Enter")) return null;
  return KEYS[name];
}

const leaveSearch = () => {
  at("search").blur();
  at("main").focus({ preventScroll: true });
};
const searchKeys = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Enter: leaveSearch,
  Escape: () => {
    at("search").value = "";
    search();
    leaveSearch();
  },
};

function search() {
  look.asked = at("search").value;
  if (look.asked) look.index = 0;
  const first = matching(course())[0];
  if (look.asked && first) look.key = first.key;
  look.revealed = "";
  drawCards(course());
}

function pressedInViewer(event) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 }[event.key];
  if (!steps) return;
  event.preventDefault();
  view(viewed.file, viewed.page + steps);
}

function start() {
  if (kept.getItem("night") === null && matchMedia("(prefers-color-scheme: dark)").matches) kept.setItem("night", "1");
  document.addEventListener("keydown", pressed);
  window.addEventListener("hashchange", go);
  window.addEventListener("scroll", markContents, { passive: true });
  at("course").addEventListener("change", (event) => (location.hash = hash(event.target.value, look.view)));
  at("search").addEventListener("input", search);
  for (const what of ["night", "phone"]) at(what).addEventListener("click", () => turn(what));
  at("flip").addEventListener("click", flip);
  at("previous").addEventListener("click", () => move(-1));
  at("next").addEventListener("click", () => move(1));
  at("page-before").addEventListener("click", () => view(viewed.file, viewed.page - 1));
  at("page-after").addEventListener("click", () => view(viewed.file, viewed.page + 1));
  at("viewer-close").addEventListener("click", () => at("viewer").close());
  at("show-faults").addEventListener("click", () => (at("cover").hidden = !at("cover").hidden));
  at("hide-faults").addEventListener("click", hideFaults);
  at("cover").addEventListener("click", (event) => event.target === at("cover") && hideFaults());
  go();
  listen();
}

start();
