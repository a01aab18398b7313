// What every page has. Pages work without it.
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { ServiceNavigation } from "govuk-frontend/dist/govuk/components/service-navigation/service-navigation.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

const components = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
];
for (const Component of components) {
  for (const element of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    try {
      new Component(element);
    } catch (problem) {
      console.error(problem);
    }
  }
}

// A list of sorts or years that acts when it is changed; its button is there without JavaScript.
for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// The key / leads to the search box, but where somebody types.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const menu = document.querySelector(".govuk-js-service-navigation-toggle:not([hidden])");
  if (menu?.getAttribute("aria-expanded") === "false") menu.click();
  event.preventDefault();
  document.getElementById("site-search")?.focus();
});

// Registers and taps kept on a phone (register.js) belong to whoever made them.
if (location.pathname.startsWith("/account/login/")) {
  globalThis.caches?.delete("registers");
  if (tapsWait()) {
    const note = document.createElement("p");
    note.className = "govuk-inset-text";
    note.textContent =
      "Taps on a register are kept on this phone. They are sent when whoever made them signs in and opens it.";
    document.querySelector("h1")?.after(note);
  }
}
const LOSS =
  "Taps on a register have not been sent, and signing out deletes them. To send them, press Cancel and open the register. Sign out and delete them?";
for (const form of document.querySelectorAll("form[action='/account/logout/']")) {
  form.addEventListener("submit", (event) => {
    if (tapsWait() && !confirm(LOSS)) event.preventDefault();
  });
}

function tapsWait() {
  const kept = Object.entries(localStorage).filter(([key]) => key.startsWith("register-"));
  return kept.some(([, taps]) => JSON.parse(taps).some((tap) => !tap.saved));
}
