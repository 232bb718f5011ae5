"""The command `imaging-cds`."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec

from cds_service import __version__
from cds_service.clients import Client
from cds_service.commands.check_request import check_request
from cds_service.commands.knowledge import codes, library
from cds_service.commands.policy import usable_policy
from cds_service.commands.replay import replay
from cds_service.commands.scenario import scenario
from cds_service.commands.silent import silent
from cds_service.commands.unmatched import unmatched
from cds_service.consultations.store import StoreUnreadable
from cds_service.evaluation import Answer, Evaluator
from cds_service.hook_request import UNREADABLE, read_hook_request
from cds_service.json_encoder import ENCODER
from cds_service.problems import RequestProblem, log_fault, outcome
from cds_service.server import CannotListen, Server, make_sure_it_is_free
from cds_service.services import SERVICES
from cds_service.settings import Settings, SettingsProblem, read_settings
from imaging_rules.case import CaseProblem, read_case
from imaging_rules.case import assess as assess_studies
from imaging_rules.library import Library
from imaging_rules.overlays.site_policy import NO_POLICY, SitePolicy

_SERVICE_OF_HOOK = {service.hook: service.id for service in SERVICES}
_as_of = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day to assess on, such as 2026-11-20; today in UTC without it.",
)
_jsonl = click.option("--jsonl", type=click.File("rb"), metavar="FILE", help="One JSON object per line; - reads them here.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Which imaging study the published criteria favour for this patient, and why."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)


main.add_command(library)
main.add_command(codes)
codes.add_command(unmatched)
main.add_command(replay)
main.add_command(check_request)
main.add_command(scenario)
main.add_command(silent)


@main.command()
@click.option("--host", help="The address to listen on (IMAGING_CDS_HOST).")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on (IMAGING_CDS_PORT).")
def serve(host: str | None, port: int | None) -> None:
    """Start the service."""
    logging.getLogger("cds_service").setLevel(logging.INFO)
    chosen: dict[str, Any] = {name: value for name, value in {"host": host, "port": port}.items() if value is not None}
    try:
        settings = read_settings(**chosen)
        make_sure_it_is_free(settings)
        server = Server(settings)
    except (SettingsProblem, CannotListen) as problem:
        raise click.ClickException(str(problem)) from None
    except StoreUnreadable as problem:
        told = f"the database of IMAGING_CDS_DATABASE_URL cannot be used: {type(problem).__name__}"
        raise click.ClickException(told) from None
    click.echo(f"Imaging CDS ({settings.profile} profile) on {settings.base_url}/ - stop it with Ctrl-C")
    server.run()


@main.command()
@click.argument("request_file", metavar="[REQUEST.json]", type=click.File("rb"), required=False)
@click.option("--assessment", is_flag=True, help="Print the assessment instead of the cards.")
@click.option("--client", "client_id", metavar="ID", help="Answer as to this client, such as demo, not as to its fhirServer's.")
@_jsonl
@_as_of
def evaluate(
    request_file: BinaryIO | None, assessment: bool, client_id: str | None, jsonl: BinaryIO | None, as_of: datetime | None
) -> None:
    """Answer a CDS Hooks request (order-select or order-sign) from a file, as the service would.

    Without --client the request's fhirServer tells the client; of one that is not registered no payer's criteria are known.

    In --jsonl each line is a request, and a line that is none is answered with an OperationOutcome.
    """
    evaluator = _evaluator(_settings(as_of))
    client = _named_client(evaluator, client_id) if client_id is not None else None
    form = _assessment_of if assessment else _response_of
    if jsonl is not None:
        for line in _lines(jsonl):
            try:
                _print_line(form(_answer(evaluator, line, client)))
            except Exception as problem:
                _print_line(_unanswered(problem))
        return
    content = _one(request_file).read()
    try:
        _print_page(form(_answer(evaluator, content, client)))
    except Exception as problem:
        _fail(_unanswered(problem))


@main.command()
@click.argument("case_file", metavar="[CASE.json]", type=click.File("rb"), required=False)
@click.option(
    "--site-policy",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file of a site's policy to assess under.",
)
@_jsonl
@_as_of
def assess(case_file: BinaryIO | None, jsonl: BinaryIO | None, as_of: datetime | None, site_policy: Path | None) -> None:
    """Assess a case of features and studies, without FHIR.

    A case is {"id", "as_of", "features": {name: value}, "unknown": [names], "studies": [study ids], "policy"};
    `payer` holds the verdict of the payer policy it names. In --jsonl each line is a case; each answer carries its id, and
    a case that cannot be read is answered with {"id", "error"}.
    """
    knowledge, today = Library.load(), _today(as_of)
    policy = usable_policy(site_policy, knowledge) if site_policy else NO_POLICY
    if jsonl is not None:
        for line in _lines(jsonl):
            _print_line(_assessed_line(knowledge, policy, line, today))
        return
    content = _one(case_file).read()
    try:
        _print_page(_assessed(knowledge, policy, _case_json(content), today))
    except CaseProblem as problem:
        _fail({"error": str(problem)})
    except Exception as fault:
        _fail({"error": f"internal fault, incident {log_fault(fault)}"})


def _assessed_line(knowledge: Library, policy: SitePolicy, line: bytes, today: date) -> dict[str, Any]:
    """The answer to one line, with the id of its case."""
    named: dict[str, Any] = {}
    try:
        given = _case_json(line)
        if isinstance(given, dict) and isinstance(given.get("id"), str | int):
            named = {"id": given["id"]}
        return {**named, **_assessed(knowledge, policy, given, today)}
    except CaseProblem as problem:
        return {"id": None, **named, "error": str(problem)}
    except Exception as fault:
        return {"id": None, **named, "error": f"internal fault, incident {log_fault(fault)}"}


def _assessed(knowledge: Library, policy: SitePolicy, given: Any, today: date) -> dict[str, Any]:
    case = read_case(given, knowledge.vocabulary, today)
    return assess_studies(knowledge.under(policy.in_force(case.record.as_of)), case).to_json()


def _case_json(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content)
    except UNREADABLE:
        raise CaseProblem("not JSON that can be read") from None


def _answer(evaluator: Evaluator, content: bytes, client: Client | None) -> Answer:
    request = read_hook_request(content)
    return evaluator.answer(request, _SERVICE_OF_HOOK[request.hook], client)


def _named_client(evaluator: Evaluator, name: str) -> Client:
    client = evaluator.client(name)
    if client is None:
        raise click.ClickException(f"no client {name} is registered")
    return client


def _unanswered(problem: Exception) -> dict[str, Any]:
    """The OperationOutcome of a request that is refused, or that a fault of ours kept from an answer."""
    if isinstance(problem, RequestProblem):
        return outcome(problem.status, problem.text)
    return outcome(500, f"internal fault, incident {log_fault(problem)}")


def _response_of(answer: Answer) -> dict[str, Any]:
    return answer.response


def _assessment_of(answer: Answer) -> dict[str, Any]:
    return answer.assessment.to_json()


def _settings(as_of: datetime | None) -> Settings:
    try:
        return read_settings() if as_of is None else read_settings(as_of=as_of.date())
    except SettingsProblem as problem:
        raise click.ClickException(str(problem)) from None


def _evaluator(settings: Settings) -> Evaluator:
    try:
        return Evaluator.from_settings(settings)
    except SettingsProblem as problem:
        raise click.ClickException(str(problem)) from None


def _today(as_of: datetime | None) -> date:
    return as_of.date() if as_of is not None else datetime.now(UTC).date()


def _one(file: BinaryIO | None) -> BinaryIO:
    if file is None:
        raise click.UsageError("name a file (- reads it here), or use --jsonl")
    return file


def _lines(file: BinaryIO) -> list[bytes] | Any:
    """The lines that hold something, as they arrive."""
    return (line for line in file if line.strip())


def _print_line(content: Any) -> None:
    click.echo(ENCODER.encode(content))


def _print_page(content: Any) -> None:
    click.echo(msgspec.json.format(ENCODER.encode(content), indent=2))


def _fail(content: dict[str, Any]) -> None:
    click.echo(ENCODER.encode(content), err=True)
    sys.exit(1)
