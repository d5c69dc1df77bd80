// Filters the rows of a table as one types: <input data-filters="#table">, <tr data-words="...">.
// The same search works without this by sending the form.
for (const field of document.querySelectorAll("[data-filters]")) {
  const table = document.querySelector(field.dataset.filters);
  const count = document.querySelector(`[data-counts="${field.dataset.filters}"] [data-shown]`);
  const rows = [...(table?.tBodies[0]?.rows ?? [])];
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !row.classList.contains("own") && !words.every((word) => row.dataset.words.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    if (count) count.textContent = shown;
  });
}
