// Keeps registers on the phone, so that they open without a signal: the page of whoever opened it,
// for a day, and what it is drawn with. Signing in or out throws all of it away (site.js).
const KEPT = "registers"
const DAY_MS = 24 * 3600 * 1000
const PATIENCE_MS = 4000 // A signal so weak is as good as none.

const pathOf = (request) => new URL(request.url).pathname
const isRegister = (path) => /^\/workshops\/\d+\/register\/$/.test(path)

addEventListener("install", () => skipWaiting())
addEventListener("activate", (event) => event.waitUntil(clients.claim()))

addEventListener("fetch", (event) => {
  const { request } = event
  const path = pathOf(request)
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return
  if (isRegister(path)) event.respondWith(answer(event, path, PATIENCE_MS))
  else if (path.startsWith("/static/")) event.respondWith(answer(event, path, 0))
})

/** Answer from the network; from what is kept when that fails, or takes longer than `patience`. */
async function answer(event, path, patience) {
  const fetched = fetchAndKeep(event, path)
  event.waitUntil(fetched.catch(() => {}))
  const tooLong = new Promise((resolve) => setTimeout(resolve, patience))
  const first = await Promise.race([fetched.catch(() => null), tooLong])
  if (first && first.status < 500) return first
  const copy = await kept(path)
  return copy || fetched.catch(() => (isRegister(path) ? notKept() : Response.error()))
}

async function fetchAndKeep(event, path) {
  const answer = await fetch(event.request)
  const cache = await caches.open(KEPT)
  if (answer.ok && !answer.redirected) event.waitUntil(cache.put(path, answer.clone()))
  else if (answer.status < 500) await cache.delete(path) // Signed out, or no longer theirs.
  return answer
}

async function kept(path) {
  const cache = await caches.open(KEPT)
  for (const request of await cache.keys()) {
    if (!isRegister(pathOf(request))) continue
    const copy = await cache.match(request)
    if (Date.now() - Date.parse(copy.headers.get("Date")) > DAY_MS) await cache.delete(request)
  }
  return cache.match(path, { ignoreVary: true })
}

function notKept() {
  const page = `<!doctype html><html lang="en-GB"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>No signal – Maths Hubs</title>
<h1>No signal</h1><p>This register is not on this phone. Open it once with a signal: then it opens
without one for a day.</p>`
  return new Response(page, { status: 503, headers: { "Content-Type": "text/html" } })
}
