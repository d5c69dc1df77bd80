// A search above a long choice: <select data-search="Search">. What is chosen always stays; the choice works without this.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

for (const select of document.querySelectorAll("select[data-search]")) {
  const groups = [...select.querySelectorAll("optgroup")].map((group) => [group, [...group.children]]);
  const field = document.createElement("input");
  field.type = "search";
  field.className = "form-control mb-1";
  field.autocomplete = "off";
  field.placeholder = select.dataset.search;
  field.setAttribute("aria-label", `${select.labels[0]?.textContent ?? ""}: ${select.dataset.search}`);
  field.setAttribute("aria-controls", select.id);
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    for (const [group, options] of groups) {
      const found = options.filter((each) => each.selected || words.every((word) => plain(each.text).includes(word)));
      group.replaceChildren(...found);
      group.hidden = found.length === 0;
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  select.before(field);
}
