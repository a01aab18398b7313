// The page of an import that is under way looks again by itself. Without JavaScript its head does.
const shown = document.querySelector("[data-import-progress]");

async function look() {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.querySelector("[data-import-progress]");
    if (news && news.textContent !== shown.textContent) shown.replaceChildren(...news.childNodes);
    if (!news && answer.ok) return location.reload();
  } catch {
    // No signal: the next look may find one.
  }
  return setTimeout(look, 1000);
}

if (shown) setTimeout(look, 1000);
