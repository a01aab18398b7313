// The register on a phone: a tap shows at once, is kept on the phone, and is sent when there is a
// signal, with the others of the same moment. The server keeps the latest tap by the time it was
// made, so sending twice is harmless.
// Without a signal the page that opens is an older one (register-worker.js), so a tap that was saved
// stays here until a page comes that was made after it.

const LOOK_MS = 15_000
const GATHER_MS = 800 // Taps of so long go together. They are kept on the phone meanwhile.

const list = document.querySelector("[data-register]")
if (list) {
  const { key, worker } = list.dataset
  let { made } = list.dataset // When what is shown was read: a tap saved later is kept till then.
  const saved = document.querySelector("[data-register-saved]")
  const count = document.querySelector("[data-register-count]")
  const rows = [...list.querySelectorAll("[data-place]")]
  const here = new Set(["PRESENT", "LATE", "PART", "SUBSTITUTE"])
  const rest = document.querySelector("[data-register-rest]")
  let sending = false
  let asking = false // for a name: the sentence that asks stays until it is answered
  let waitMs = 2000
  let gathering = 0

  const kept = () => JSON.parse(localStorage.getItem(key) || "[]")
  const keep = (taps) =>
    taps.length ? localStorage.setItem(key, JSON.stringify(taps)) : localStorage.removeItem(key)
  const waiting = () => kept().filter((tap) => !tap.saved)
  const nameOf = (tap) => `${tap.place} ${tap.at}`
  const inWords = (taps) => (taps.length === 1 ? "1 tap" : `${taps.length} taps`)

  const unmarked = () => rows.filter((each) => !each.dataset.mark)

  function show(tap) {
    const row = rows.find((each) => each.dataset.place === tap.place)
    if (!row) return
    row.dataset.mark = tap.mark
    for (const button of row.querySelectorAll("button[name=mark]")) {
      const pressed = button.value === tap.mark
      button.setAttribute("aria-pressed", String(pressed))
      if (pressed) {
        const name = tap.mark === "SUBSTITUTE" ? `: ${tap.name}` : ""
        row.querySelector("[data-mark-label]").textContent = button.dataset.label + name
      }
    }
    const left = unmarked().length
    if (rest) {
      rest.hidden = !left
      rest.querySelector("[data-register-unmarked]").textContent = left
    }
    count.textContent = `${rows.filter((each) => here.has(each.dataset.mark)).length} of ${rows.length}`
  }

  // Others mark too, and people check in at the door: what the register says now is shown, but for
  // taps that wait, or were saved after it was read.
  async function look() {
    try {
      const answer = document.hidden ? null : await fetch(list.dataset.marks, { redirect: "manual" })
      if (answer?.ok) {
        const { marks, at } = await answer.json()
        made = at
        keep(kept().filter((tap) => !tap.saved || tap.saved > made))
        const mine = new Set(kept().map((tap) => tap.place))
        marks.filter((tap) => !mine.has(tap.place)).forEach(show)
      }
    } catch {
      // No signal: the next look may find one.
    }
    setTimeout(look, LOOK_MS)
  }

  function tell(sentence) {
    saved.textContent = sentence
  }

  function tellWaiting() {
    if (asking) return
    const taps = waiting()
    if (taps.length) tell(`${inWords(taps)} waiting for a signal. They are kept on this phone.`)
    else if (!navigator.onLine) tell("No signal. Taps are kept on this phone.")
  }

  function tellSignedOut() {
    tell(`You are signed out. ${inWords(waiting())} kept on this phone until you `)
    const link = document.createElement("a")
    link.href = location.pathname // It asks who they are, and comes back here.
    link.textContent = "sign in again"
    saved.append(link, ".")
  }

  function soon() {
    gathering ||= setTimeout(send, GATHER_MS)
  }

  async function send() {
    clearTimeout(gathering)
    gathering = 0
    const taps = waiting().slice(0, 500) // as many as the server takes at once
    if (sending || !taps.length) return
    sending = true
    try {
      const answer = await fetch(list.dataset.register, {
        method: "POST",
        redirect: "manual",
        keepalive: document.hidden, // What is sent as the page goes arrives all the same.
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": list.querySelector("[name=csrfmiddlewaretoken]").value,
        },
        body: JSON.stringify(taps),
      })
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        tellSignedOut()
        return
      }
      if (answer.status === 404) {
        tell(`You no longer keep this register. ${inWords(taps)} could not be saved.`)
        return
      }
      if (!answer.ok) throw new Error(String(answer.status))
      const { refusals, at } = await answer.json()
      const answers = new Map(taps.map((tap, index) => [nameOf(tap), refusals[index]]))
      const rest = kept().filter((tap) => !answers.get(nameOf(tap)))
      keep(rest.map((tap) => (answers.has(nameOf(tap)) ? { ...tap, saved: at } : tap)))
      waitMs = 2000
      const refused = refusals.find((sentence) => sentence)
      if (refused || !asking) tell(refused || "Saved")
      if (refused) setTimeout(() => location.reload(), 4000)
    } catch {
      tellWaiting()
      waitMs = Math.min(waitMs * 2, 30000)
      setTimeout(send, waitMs)
    } finally {
      sending = false
    }
    if (waiting().length && waitMs === 2000) soon()
  }

  function mark(some, mark, more) {
    const at = Date.now()
    const taps = some.map((row) => ({ place: row.dataset.place, mark, at, ...more }))
    const again = new Set(taps.map((tap) => tap.place))
    keep([...kept().filter((tap) => !again.has(tap.place)), ...taps])
    asking = false
    taps.forEach(show)
    tell("Saving")
    soon()
  }

  list.addEventListener("submit", (event) => {
    const { submitter } = event
    if (!submitter || submitter.name !== "mark") return
    event.preventDefault()
    const row = event.target.closest("[data-place]")
    const field = row.querySelector("[name=substitute_name]")
    if (submitter.value === "SUBSTITUTE" && !field.value.trim()) {
      asking = true
      tell("Type the name of the person who came instead.")
      field.focus()
      return
    }
    mark([row], submitter.value, { name: field.value.trim() })
    row.querySelector("details").open = false
  })

  // The others are taps too: so they wait for a signal behind those that were made before them.
  rest?.addEventListener("submit", (event) => {
    event.preventDefault()
    for (const told of ["", "APOLOGIES", "SUBSTITUTE"]) {
      const some = unmarked().filter((row) => (row.dataset.told || "") === told)
      const named = told === "SUBSTITUTE"
      for (const each of named ? some.map((row) => [row]) : [some]) {
        const name = named ? each[0].querySelector("[name=substitute_name]").value.trim() : ""
        mark(each, told || "PRESENT", { rest: true, name })
      }
    }
  })

  addEventListener("online", send)
  document.addEventListener("visibilitychange", () => document.hidden && send())
  addEventListener("offline", tellWaiting)
  keep(kept().filter((tap) => !tap.saved || tap.saved > made))
  for (const tap of kept()) show(tap)
  tellWaiting()
  send()
  keepPage(worker)
  setTimeout(look, LOOK_MS)
}

/** Have the worker keep this page and all it is drawn with; say so once it does. */
async function keepPage(worker) {
  const workers = navigator.serviceWorker
  if (!workers) return
  if (!workers.controller) {
    if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done))
    const claimed = new Promise((done) => workers.addEventListener("controllerchange", done))
    try {
      await workers.register(worker)
      await claimed
      const drawnWith = performance.getEntriesByType("resource").map((each) => each.name)
      const fetched = [location.pathname, ...drawnWith].map((each) => fetch(each))
      if (!(await Promise.all(fetched)).every((answer) => answer.ok)) return
    } catch {
      return // A private window, a certificate that is not trusted, or the signal went meanwhile.
    }
  }
  document.querySelector("[data-register-kept]").hidden = false
}
