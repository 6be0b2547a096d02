// The server that handed this page out, when there is one: what is asked of it, and its other pages.

// Asks, and gives the status and the text of the answer; nothing when nobody answers. Paths are relative:
// a server can live below a path of its address.
export async function ask(method, path, body, over) {
  const headers = { Accept: "application/json", "X-Centralita": "1" };
  if (body) headers["Content-Type"] = "application/json";
  if (over) headers["If-Match"] = `"${over}"`;
  try {
    const answer = await fetch(path, {
      method,
      headers,
      body: body || undefined,
      cache: "no-store",
      credentials: "same-origin",
      signal: AbortSignal.timeout(30_000),
    });
    return [answer.status, await answer.text()];
  } catch {
    return [];
  }
}

// Goes to another page of the server, or opens it beside this one.
export function visit(page, beside) {
  if (beside) open(page, "_blank", "noopener");
  else location.assign(page);
}
