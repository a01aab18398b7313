// The page with the code to check in: it looks for the next code and the count by itself, keeps the
// screen awake, and fills it when asked. Without JavaScript its head loads it again.
const door = document.querySelector("[data-door]")

async function look() {
  try {
    const answer = await fetch(location.href)
    if (answer.redirected || answer.status === 404) return location.reload() // Signed out meanwhile.
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    for (const part of ["[data-door-code]", "[data-door-count]"]) {
      const [shown, news] = [door.querySelector(part), page.querySelector(part)]
      if (!shown !== !news) return location.reload() // It opened, or is over.
      if (shown && shown.innerHTML !== news.innerHTML) shown.replaceChildren(...news.childNodes)
    }
  } catch {
    // No signal: the next look may find one.
  }
  return setTimeout(look, 5000)
}

setTimeout(look, 5000)

const full = door.querySelector("[data-door-full]")
if (document.fullscreenEnabled) {
  full.hidden = false
  full.addEventListener("click", () =>
    document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
  )
}

const stayAwake = () => {
  if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {})
}
document.addEventListener("visibilitychange", stayAwake)
stayAwake()
