// Searches as one types: asks the same page with the form's fields and shows its found part. Without it, the button does.
for (const form of document.querySelectorAll("form[data-search]")) {
  const shown = document.getElementById(form.dataset.search);
  let timer = 0;
  let latest = 0;

  const find = async () => {
    const address = new URL(location.href);
    address.search = new URLSearchParams(new FormData(form)).toString();
    const mine = ++latest;
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || mine !== latest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById(shown.id);
    if (!found) return;
    shown.replaceChildren(...found.childNodes);
    history.replaceState(null, "", address);
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, 200);
  });
}
