// Launching a card's SMART app, and what the app may then say. Sources: SMART App Launch 2.2, SMART Web Messaging 1.0.0
// (and the names before it), and the launch call of the public CDS Hooks Sandbox.

import { FHIR_SERVER } from "./fhir.js";

/**
 * Announce a launch to the authorization server; an `embedded` app stands below the page's own patient banner. Gives the
 * address that opens the app, its origin, and the handle that the app's messages carry.
 */
export async function announced(link, patient, embedded) {
  const handle = crypto.randomUUID();
  const parameters = {
    patient,
    need_patient_banner: !embedded,
    smart_messaging_origin: location.origin,
    smart_web_messaging_origin: location.origin,
    smart_web_messaging_handle: handle,
    ...(link.appContext ? { appContext: link.appContext } : {}),
  };
  const answer = await fetch(`${FHIR_SERVER}/_services/smart/Launch`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ launchUrl: link.url, parameters }),
  });
  if (!answer.ok) throw new Error(`launch: ${answer.status}`);
  const address = new URL(link.url);
  address.searchParams.set("launch", (await answer.json()).launch_id);
  address.searchParams.set("iss", FHIR_SERVER);
  return { address: address.href, origin: address.origin, handle };
}

/**
 * Listen to one app. `session` has its `origin`, its `handle` and the window it is `shownIn`; `drafts` takes the changes, `changed(message)`
 * and `done()` are told of them. Gives a function that ends the listening.
 */
export function listen(session, drafts, changed, done) {
  const heard = (event) => {
    const { messageId, messageType, messagingHandle, payload } = event.data ?? {};
    const isTheApp = event.origin === session.origin && event.source === session.shownIn();
    if (!isTheApp || typeof messageId !== "string" || typeof messageType !== "string") return;
    if (messagingHandle !== undefined && messagingHandle !== session.handle) return;
    const response = answer(messageType, payload ?? {}, drafts);
    event.source.postMessage({ messageId: crypto.randomUUID(), responseToMessageId: messageId, additionalResponsesExpected: false, payload: response }, event.origin);
    if (messageType === "ui.done") done();
    else if (messageType.startsWith("scratchpad.") && messageType !== "scratchpad.read") changed(response.status.startsWith("2"));
  };
  addEventListener("message", heard);
  return () => removeEventListener("message", heard);
}

function answer(messageType, { resource, location: reference }, drafts) {
  switch (messageType) {
    case "status.handshake":
      return {};
    case "ui.done":
      return { status: "success" };
    case "scratchpad.read":
      return { scratchpad: drafts.resources };
    case "scratchpad.create":
      return created({ ...resource, id: resource?.id ?? crypto.randomUUID() }, drafts);
    case "scratchpad.update":
      return outcome(drafts.apply({ type: "update", resource }), "200 OK");
    case "scratchpad.delete":
      return outcome(typeof reference === "string" && drafts.remove(reference), "200 OK");
    default:
      return { status: "error", statusDetail: { text: "this EHR does not know that message" } };
  }
}

function created(resource, drafts) {
  const made = outcome(drafts.apply({ type: "create", resource }), "201 Created");
  return made.outcome ? made : { ...made, location: `${resource.resourceType}/${resource.id}` };
}

function outcome(could, status) {
  if (could) return { status };
  const issue = { severity: "error", code: "processing", diagnostics: "no such draft, or it is about another patient" };
  return { status: "422 Unprocessable", outcome: { resourceType: "OperationOutcome", issue: [issue] } };
}
