"use strict";
(() => {
  const form = document.getElementById("filters");
  const stories = [...document.querySelectorAll(".stories > li")];
  const words = document.getElementById("words");
  const entry = document.getElementById("entry");
  const priority = document.getElementById("priority");
  const shown = document.getElementById("shown");
  const show = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const story of stories) {
      const text = story.textContent.toLowerCase();
      const fits =
        wanted.every((word) => text.includes(word)) &&
        (!entry.value || story.dataset.entries.split(" ").includes(entry.value)) &&
        (!priority.value || story.dataset.priority === priority.value);
      story.hidden = !fits;
      count += fits ? 1 : 0;
    }
    shown.textContent = `${count} of ${stories.length} shown`;
  };
  form.hidden = stories.length === 0;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
