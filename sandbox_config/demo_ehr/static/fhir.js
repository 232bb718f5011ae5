// The demo FHIR server, read as an EHR's own record; and the prefetch templates of a CDS service filled from it.

export const FHIR_SERVER = `${location.origin}/demo/fhir`;

/** One read or search, such as `Patient/x` or `Condition?patient=x`. Throws where the server refuses. */
export async function read(path) {
  const answer = await fetch(`${FHIR_SERVER}/${path}`, { headers: { Accept: "application/fhir+json" } });
  if (!answer.ok) throw new Error(`FHIR server: ${answer.status} for ${path.split("?")[0]}`);
  return answer.json();
}

/** The prefetch of a service for a hook context. A template that asks for more than the context holds is left out. */
export async function prefetched(templates, context) {
  const filled = Object.entries(templates ?? {}).flatMap(([key, template]) => {
    const path = template.replaceAll(/\{\{context\.(\w+)\}\}/g, (token, name) =>
      typeof context[name] === "string" ? encodeURIComponent(context[name]) : token);
    return path.includes("{{") ? [] : [[key, path]];
  });
  const found = await Promise.allSettled(filled.map(([, path]) => read(path)));
  return Object.fromEntries(filled.flatMap(([key], place) =>
    found[place].status === "fulfilled" ? [[key, found[place].value]] : []));
}

/** The resources of a searchset Bundle. */
export const resourcesOf = (bundle) => (bundle?.entry ?? []).map((entry) => entry.resource);
