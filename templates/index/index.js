// Looks cards up as one types, and opens the card that a link leads to. Without it, the page works.
const find = document.querySelector(".find");
const cards = [...document.querySelectorAll(".card")].map((element) => ({
  element,
  words: element.textContent.toLowerCase().normalize("NFC"),
}));
const topics = [...document.querySelectorAll(".topic")];

function look() {
  const words = find.elements.words.value.toLowerCase().normalize("NFC").split(/\s+/).filter(Boolean);
  const level = find.elements.level.value;
  let found = 0;
  for (const card of cards) {
    const fits =
      words.every((word) => card.words.includes(word)) && (!level || card.element.dataset.level === level);
    card.element.hidden = !fits;
    found += fits;
  }
  const isAsking = words.length > 0 || level !== "";
  for (const topic of topics) {
    topic.hidden = !topic.querySelector(".card:not([hidden])");
    topic.open = isAsking && words.length > 0 ? !topic.hidden : topic.open && !topic.hidden;
  }
  const said = find.querySelector("output");
  said.value = isAsking ? (found ? `${found} / ${cards.length}` : said.dataset.none) : "";
}

function show() {
  const card = location.hash.startsWith("#c-") && document.getElementById(location.hash.slice(1));
  if (!card) return;
  card.closest(".topic").open = true;
  card.open = true;
  card.scrollIntoView({ block: "center" });
}

find.hidden = false;
find.addEventListener("input", look);
find.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", show);
show();
