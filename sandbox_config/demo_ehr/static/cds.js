// A CDS Hooks client: discovery, hook calls, feedback. Source: CDS Hooks 2.0.

import { FHIR_SERVER, prefetched } from "./fhir.js";

const DISCOVERY = `${location.origin}/cds-services`;

/** The services that discovery lists. */
export async function discover() {
  return (await sent(DISCOVERY)).services;
}

/** Call the service of a hook. Gives `{request, answer}`. */
export async function call(service, context) {
  const request = {
    hook: service.hook,
    hookInstance: crypto.randomUUID(),
    fhirServer: FHIR_SERVER,
    context,
    prefetch: await prefetched(service.prefetch, context),
  };
  return { request, answer: await sent(`${DISCOVERY}/${service.id}`, request) };
}

/** Report what became of a card; gives what was sent. */
export async function feedback(service, item) {
  const report = { feedback: [{ ...item, outcomeTimestamp: new Date().toISOString() }] };
  await sent(`${DISCOVERY}/${service.id}/feedback`, report);
  return report;
}

async function sent(address, body) {
  const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(address, body === undefined ? {} : post);
  if (!answer.ok) throw new Error(`CDS service: ${answer.status}`);
  return answer.json();
}
