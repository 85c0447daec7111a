(() => {
  "use strict";
  document.documentElement.classList.add("js");

  for (const range of document.querySelectorAll(".slide input")) {
    const figure = range.closest(".compare");
    range.addEventListener("input", () => figure.style.setProperty("--cut", `${range.value}%`));
  }

  const search = document.getElementById("search");
  const sections = [...document.querySelectorAll("main section")].map((section) => ({
    section,
    cards: [...section.querySelectorAll(".card")].map((card) => ({
      card,
      group: card.dataset.group,
      text: `${section.querySelector("h2").textContent} ${card.textContent}`.toLowerCase(),
    })),
  }));

  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const group = document.querySelector(".pick:checked").value;
    let found = 0;
    for (const { section, cards } of sections) {
      let shown = 0;
      for (const { card, text, group: own } of cards) {
        card.hidden = !words.every((word) => text.includes(word));
        if (!card.hidden && (group === "all" || group === own)) shown += 1;
      }
      section.hidden = cards.length > 0 && shown === 0;
      found += shown;
    }
    document.getElementById("found").textContent = words.length ? `${found} found` : "";
    document.getElementById("nothing").hidden = found > 0 || !words.length;
  };
  search.addEventListener("input", show);
  for (const pick of document.querySelectorAll(".pick")) pick.addEventListener("change", show);
})();
