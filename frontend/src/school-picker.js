// Schools are suggested as a name is typed. Without JavaScript the text is searched on the server.

const WAIT_MS = 150;

// The list itself is three times as heavy as the page: it comes with the first touch or key.
const wishes = ["focusin", "keydown", "pointerover", "touchstart"];
for (const wish of wishes) document.addEventListener(wish, begin, { passive: true });
if (document.activeElement?.matches("input[data-school-picker]")) begin();

async function begin() {
  for (const wish of wishes) document.removeEventListener(wish, begin);
  const { default: accessibleAutocomplete } = await import("./autocomplete.js");
  for (const input of document.querySelectorAll("input[data-school-picker]")) {
    enhance(input, accessibleAutocomplete);
  }
}

function enhance(input, accessibleAutocomplete) {
  const form = input.form;
  const { id, name } = input;
  const chosenFor = form.elements[`${name}-for`];
  const url = input.dataset.suggestUrl;
  const said = (input.getAttribute("aria-describedby") || "")
    .split(" ")
    .map((each) => document.getElementById(each)?.textContent.trim())
    .filter(Boolean)
    .join(" ");
  const box = document.createElement("div");
  box.className = "mh-picker";
  input.after(box);
  const { value, selectionEnd } = input;
  const focused = document.activeElement === input;
  const invalid = input.getAttribute("aria-invalid");
  input.remove();

  let timer;
  let asked = new AbortController();

  accessibleAutocomplete({
    element: box,
    id,
    name,
    confirmOnBlur: false,
    defaultValue: focused ? "" : value,
    displayMenu: "overlay",
    inputClasses: invalid ? "govuk-input govuk-input--error" : "govuk-input",
    menuAttributes: { "aria-labelledby": id },
    minLength: 2,
    onConfirm: choose,
    showNoOptionsFound: true,
    source: suggest,
    tAssistiveHint: () =>
      `${said} When schools are listed, use the up and down arrows to go through them and enter to choose.`,
    tNoResults: () => "No school found. Check the spelling, or try the town or postcode.",
    templates: { inputValue: text, suggestion: write },
  });

  const shown = document.getElementById(id);
  if (invalid) shown.setAttribute("aria-invalid", invalid);
  if (focused) {
    // Somebody is typing. On focus the list marks all text, and the next key would replace it: so
    // the focus comes first, on an empty box, and the text once the list has drawn itself anew (a
    // microtask, before any further key), said as if typed here.
    shown.focus();
    queueMicrotask(() => {
      shown.value = value;
      shown.setSelectionRange(selectionEnd, selectionEnd);
      shown.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  shown.addEventListener("input", () => {
    // The choices offered for an earlier text no longer hold.
    form.querySelector("[data-school-picker-choices]")?.remove();
  });

  function suggest(typed, show) {
    clearTimeout(timer);
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    timer = setTimeout(async () => {
      try {
        const answer = await fetch(`${url}?q=${encodeURIComponent(typed)}`, { signal });
        if (answer.ok) show((await answer.json()).schools);
      } catch {
        // Offline, or asked anew: the text itself is sent and searched.
      }
    }, WAIT_MS);
  }

  function choose(school) {
    if (!school?.urn) return;
    chosenFor.value = school.label;
    let urn = form.querySelector(`input[type=hidden][name="${name}-urn"]`);
    if (!urn) {
      urn = document.createElement("input");
      Object.assign(urn, { type: "hidden", name: `${name}-urn` });
      form.append(urn);
    }
    urn.value = school.urn;
  }
}

// What stood in the box when the page came is offered as a plain text.
function text(school) {
  return typeof school === "string" ? school : (school?.label ?? "");
}

function write(school) {
  if (typeof school === "string") return safe(school);
  const closed = school.open === false ? " (closed)" : "";
  return `${safe(school.name + closed)} <span class="mh-quiet">${safe(school.where || "")}, URN ${safe(school.urn)}</span>`;
}

function safe(text) {
  const element = document.createElement("i");
  element.textContent = text;
  return element.innerHTML;
}
