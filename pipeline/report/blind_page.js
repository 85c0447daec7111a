(() => {
  "use strict";
  const element = (id) => document.getElementById(id);
  const pictures = [...element("pictures").children];
  const pairs = [...element("pairs").children].map((item) => ({
    id: item.dataset.pair,
    shot: item.textContent,
    left: pictures[item.dataset.left],
    right: pictures[item.dataset.right],
  }));
  const votes = new Map();
  let at = 0;
  let saved = true;

  const fileOfVotes = () => JSON.stringify({
    vitrine_votes: 1,
    comparison: document.body.dataset.comparison,
    votes: pairs.filter((pair) => votes.has(pair.id))
      .map((pair) => ({ pair: pair.id, winner: votes.get(pair.id) })),
  }, null, 1) + "\n";

  const showPair = () => {
    const pair = pairs[at];
    for (const side of ["left", "right"]) element(side).src = pair[side].src;
    for (const button of document.querySelectorAll("[data-winner]"))
      button.classList.toggle("chosen", votes.get(pair.id) === button.dataset.winner);
    element("back").disabled = at === 0;
    element("progress").textContent = `Pair ${at + 1} of ${pairs.length}: ${pair.shot}`;
  };

  const showEnd = () => {
    const text = fileOfVotes();
    URL.revokeObjectURL(element("save").href);
    element("save").href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    element("text").value = text;
    element("thanks").textContent = pairs.length === 0 ? "There is nothing to compare here."
      : `Thank you: ${votes.size} of ${pairs.length} pairs.`;
    element("progress").textContent = "";
    element("save").focus();
  };

  const show = () => {
    const voting = at < pairs.length;
    element("vote").hidden = !voting;
    element("end").hidden = voting;
    element("bar").max = Math.max(1, pairs.length);
    element("bar").value = votes.size;
    if (voting) showPair();
    else showEnd();
  };

  const vote = (winner) => {
    if (at >= pairs.length) return;
    votes.set(pairs[at].id, winner);
    saved = false;
    at += 1;
    show();
  };

  const back = () => {
    if (at === 0) return;
    at -= 1;
    show();
  };

  for (const button of document.querySelectorAll("[data-winner]"))
    button.addEventListener("click", (event) => {
      // The second click of two would judge a pair that nobody has seen yet.
      if (event.detail <= 1) vote(button.dataset.winner);
    });
  element("back").addEventListener("click", back);
  element("stop").addEventListener("click", () => {
    at = pairs.length;
    show();
  });
  element("resume").addEventListener("click", () => {
    const open = pairs.findIndex((pair) => !votes.has(pair.id));
    at = open >= 0 ? open : Math.max(0, pairs.length - 1);
    show();
  });
  element("save").addEventListener("click", () => { saved = true; });
  element("text").addEventListener("focus", () => {
    element("text").select();
    saved = true;
  });
  const keys = { 1: "left", 2: "right", 0: "tie" };
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === element("text")) return;
    if (keys[event.key]) vote(keys[event.key]);
    else if (event.key === "Backspace") back();
    else return;
    event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!saved) event.preventDefault();
  });
  show();
})();
