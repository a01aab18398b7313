// The register on a phone: a tap shows at once, is kept on the phone, and is sent when there is a
// signal. The server keeps the latest tap by the time it was made, so sending twice is harmless.

const list = document.querySelector("[data-register]")
if (list) {
  const key = list.dataset.key
  const saved = document.querySelector("[data-register-saved]")
  const count = document.querySelector("[data-register-count]")
  const rows = [...list.querySelectorAll("[data-place]")]
  const here = new Set(["PRESENT", "LATE", "PART", "SUBSTITUTE"])
  const rest = document.querySelector("[data-register-rest]")
  let sending = false
  let waitMs = 2000

  const kept = () => JSON.parse(localStorage.getItem(key) || "[]")
  const keep = (taps) =>
    taps.length ? localStorage.setItem(key, JSON.stringify(taps)) : localStorage.removeItem(key)

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

  function tell(sentence) {
    saved.textContent = sentence
  }

  function tellWaiting() {
    const waiting = kept().length
    if (waiting) tell(`${waiting} ${waiting === 1 ? "tap" : "taps"} waiting for a signal. They are kept on this phone.`)
  }

  async function send() {
    const taps = kept().slice(0, 500) // as many as the server takes at once
    if (sending || !taps.length) return
    sending = true
    try {
      const answer = await fetch(list.dataset.register, {
        method: "POST",
        redirect: "manual",
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": list.querySelector("[name=csrfmiddlewaretoken]").value,
        },
        body: JSON.stringify(taps),
      })
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        tell(`You are signed out. ${taps.length} taps are kept on this phone: sign in and open this page again.`)
        return
      }
      if (!answer.ok) throw new Error(String(answer.status))
      const { refusals } = await answer.json()
      keep(kept().slice(taps.length))
      waitMs = 2000
      const refused = refusals.find((sentence) => sentence)
      tell(refused || "Saved")
      if (refused) setTimeout(() => location.reload(), 4000)
    } catch {
      tellWaiting()
      waitMs = Math.min(waitMs * 2, 30000)
      setTimeout(send, waitMs)
    } finally {
      sending = false
    }
    if (kept().length && waitMs === 2000) send()
  }

  function mark(some, mark, more) {
    const at = Date.now()
    const taps = some.map((row) => ({ place: row.dataset.place, mark, at, ...more }))
    keep([...kept(), ...taps])
    taps.forEach(show)
    send()
  }

  list.addEventListener("submit", (event) => {
    const { submitter } = event
    if (!submitter || submitter.name !== "mark") return
    event.preventDefault()
    const row = event.target.closest("[data-place]")
    const field = row.querySelector("[name=substitute_name]")
    if (submitter.value === "SUBSTITUTE" && !field.value.trim()) {
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
    mark(unmarked(), "PRESENT", { rest: true })
  })

  addEventListener("online", send)
  for (const tap of kept()) show(tap)
  tellWaiting()
  send()
}
