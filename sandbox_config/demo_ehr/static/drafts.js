// The draft orders of the page, and what an action of a card or a message of an app does to them.

const CATEGORY = { coding: [{ system: "http://snomed.info/sct", code: "363679005", display: "Imaging" }] };
const RATING = "http://fhir.org/argonaut/Extension/pama-rating";

/** The drafts of one patient: orders, and whatever else a suggestion or an app adds beside them. */
export class Drafts {
  constructor(patient) {
    this.patient = patient;
    this.resources = [];
  }

  get orders() {
    return this.resources.filter((resource) => resource.resourceType === "ServiceRequest");
  }

  get bundle() {
    return { resourceType: "Bundle", type: "collection", entry: this.resources.map((resource) => ({ resource })) };
  }

  /** A new order. `study` and each of `reasons` are CodeableConcepts. */
  order({ study, reasons, conditions, priority, requester }) {
    this.resources.push({
      resourceType: "ServiceRequest",
      id: crypto.randomUUID(),
      status: "draft",
      intent: "order",
      priority,
      category: [CATEGORY],
      code: study,
      subject: { reference: `Patient/${this.patient}` },
      requester: { reference: requester },
      reasonCode: reasons,
      ...(conditions.length ? { reasonReference: conditions.map((id) => ({ reference: `Condition/${id}` })) } : {}),
    });
  }

  /** Carry out one CDS Hooks action; says whether it could be. */
  apply({ type, resource, resourceId }) {
    if (type === "delete") return this.remove(resourceId);
    if (!this.#isOurs(resource)) return false;
    return type === "create" ? this.#create(resource) : type === "update" && this.#update(resource);
  }

  /** Remove a draft by its reference, such as `ServiceRequest/x`. */
  remove(reference) {
    const before = this.resources.length;
    this.resources = this.resources.filter((resource) => referenceOf(resource) !== reference);
    return this.resources.length < before;
  }

  #create(resource) {
    const id = resource.id ?? crypto.randomUUID();
    if (this.#place({ ...resource, id }) >= 0) return false;
    this.resources.push({ ...resource, id });
    return true;
  }

  #update(resource) {
    const place = this.#place(resource);
    if (place < 0) return false;
    this.resources[place] = resource;
    return true;
  }

  #place(resource) {
    return this.resources.findIndex((own) => referenceOf(own) === referenceOf(resource));
  }

  /** A resource about another patient is never taken. */
  #isOurs(resource) {
    const about = resource?.subject?.reference ?? resource?.patient?.reference;
    return typeof resource?.resourceType === "string" && about === `Patient/${this.patient}`;
  }
}

/** `ServiceRequest/x`. */
export const referenceOf = (resource) => `${resource.resourceType}/${resource.id}`;

/** What a CodeableConcept says. */
export const wordsOf = (concept) => concept?.text ?? concept?.coding?.find((each) => each.display)?.display ?? "";

/** The rating an order carries: `{code, words}`, or null. */
export function ratingOf(order) {
  const codings = (order.extension ?? []).find((each) => each.url === RATING)?.valueCodeableConcept?.coding;
  if (!codings?.length) return null;
  const fullest = codings.find((each) => each.display) ?? codings[0];
  return { code: fullest.code, words: fullest.display ?? fullest.code.replaceAll("-", " ") };
}
