"""The one place where a refusal becomes an answer: a page with fault and remedy, or JSON, with a fitting status."""

from __future__ import annotations

from flask import Flask, Response, jsonify, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import HeaderSet
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from forum.domain.refusals import Kind, Refusal, Refusals, SignInNeeded
from forum.i18n.refusals import sentence
from forum.web import context
from forum.web.rendering import page

STATUS = {
    Kind.WRONG: 422,
    Kind.FORBIDDEN: 403,
    Kind.UNKNOWN: 404,
    Kind.STALE: 409,
    Kind.CONFLICT: 409,
    Kind.GONE: 410,
    Kind.TOO_LARGE: 413,
    Kind.TOO_MANY: 429,
    Kind.BUSY: 503,
}


def wants_json() -> bool:
    """Whether the client asked for data rather than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and request.accept_mimetypes[best] > request.accept_mimetypes["text/html"]


def refused(refusal: Refusal) -> AnyResponse:
    """The answer to a refusal."""
    status = STATUS[refusal.kind]
    if wants_json():
        said = sentence(refusal, context.words())
        body = jsonify(code=refusal.code, field=refusal.field, message=said)
        body.status_code = status
        return body
    if isinstance(refusal, SignInNeeded) and request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    faults = refusal.faults if isinstance(refusal, Refusals) else []
    each = [sentence(fault, context.words()) for fault in faults]
    answer = Response(page("errors/refused.html", said=sentence(refusal, context.words()), faults=each), status)
    if refusal.kind is Kind.BUSY:
        answer.headers["Retry-After"] = "2"
    return answer


def attach(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(Refusal)
    def on_refusal(refusal: Refusal) -> AnyResponse:
        return refused(refusal)

    @app.errorhandler(CSRFError)
    def on_csrf(_problem: CSRFError) -> AnyResponse:
        return _plain_error(400, "csrf")

    @app.errorhandler(HTTPException)
    def on_http(problem: HTTPException) -> AnyResponse:
        if isinstance(problem.response, AnyResponse):
            return problem.response
        answer = _plain_error(problem.code or 500, "http")
        if isinstance(problem, MethodNotAllowed) and problem.valid_methods:
            answer.headers["Allow"] = HeaderSet(sorted(problem.valid_methods)).to_header()
        return answer

    @app.errorhandler(Exception)
    def on_fault(problem: Exception) -> AnyResponse:
        app.logger.error("a fault of ours at %s", request.endpoint, exc_info=problem)
        if app.testing:
            raise problem
        return _plain_error(500, "fault")


def _plain_error(status: int, reason: str) -> AnyResponse:
    if wants_json():
        answer = jsonify(code=reason, status=status)
        answer.status_code = status
        return answer
    return Response(page("errors/plain.html", status=status, reason=reason), status)
