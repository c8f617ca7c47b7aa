"""The effect ledger: an outside effect is claimed, sent, and asked about before any retry.

Every attempt is one item; its lease outlives the function that holds it. "Not there" is believed
only after the system's settle time since the last byte was sent. Nothing here loops or waits: what
is not final stays due, and `wake` delivers the original message again.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from functions.runtime import circuit, effect_items, keys, parking
from functions.runtime.commit import Planned, mark, plan, write, write_with_openings
from functions.runtime.decision import Commit, Given, Head, Intent, Outcome, Receipt, Refusal
from functions.runtime.effect_items import State, not_due, unmoved
from functions.runtime.errors import Rejected, TieoutError, Unavailable, UnknownOutcome
from functions.runtime.items import Frame, body_text
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Counterpart, Effect, Operation
from functions.runtime.ports import ABSENT, Clause, Item, Put
from schemas.base import iso
from schemas.policies.base import Policy
from schemas.policies.resilience import Resilience


class Effecting(NamedTuple):
    """One delivery's work on one effect of one document."""

    kernel: Kernel
    operation: Operation
    effect: Effect[Any]
    frame: Frame
    given: Given
    head: Head[Any]
    message: str
    event_id: str
    circuits: dict[str, Item | None]
    policies: dict[str, Policy]
    patience: Resilience

    def begin(self, decided: Commit[Any], intent: Intent) -> str:
        """Commit the intent with the decision and claim its first attempt; then send."""
        if circuit.is_open(self.circuits[intent.system]):
            return self._park(intent.system, [])
        made = plan(decided, self.frame, self.head)
        key = keys.effect(self.frame.tenant, self.head.id, self.effect.kind)
        kept = effect_items.kept(self.kernel.ports.store, self.frame.tenant, intent)
        first = effect_items.intended(
            key, intent, self.operation.name, self.message, self.frame.now, kept
        )
        held = effect_items.claimed(first, 1, self.head.id, self._lease_end())
        stood = write_with_openings(
            self.kernel.ports,
            made,
            [Planned("effect", Put(held, ABSENT)), self._attempt(held, "in flight")],
        )
        if stood:
            raise Unavailable("the document moved while its effect was being decided")
        moved = made.moved
        head = self.head._replace(
            version=moved.envelope.version,
            state=decided.state,
            hash=moved.envelope.hash,
            body=decided.body,
            content=str(moved.head["content"]),
            maker=str(moved.head["maker"]),
        )
        return self._replace(head=head)._send(held)

    def resume(self, effect: Item) -> str:
        """Take up an effect that is not final: only if nobody holds it, and never blindly."""
        if effect["state"] in ("done", "refused"):
            return "the effect is final"
        if str(effect["lease"]) >= iso(self.frame.now):
            return "another attempt holds the lease"
        system = str(effect["system"])
        if circuit.is_open(self.circuits[system]):
            parked = Planned("effect", Put(not_due(effect), unmoved(effect)))
            return self._park(system, [parked])
        if effect["state"] == "not sent":
            return self._claim_next(effect)
        return self._ask(effect, system)

    def _ask(self, effect: Item, system: str) -> str:
        """An outcome that is not known is asked about before anything is sent again."""
        try:
            outcome = self._counterpart(system).ask(self._request(effect))
        except (Unavailable, UnknownOutcome) as silence:
            self._failed(system)
            return self._postpone(effect, silence.detail, self._wait(effect, silence))
        except Rejected as cannot:
            return self._conclude(effect, Refusal("cannot be asked", cannot.detail, cannot.raw))
        circuit.answered(self.kernel.ports, system, self.circuits[system])
        if outcome is not None:
            return self._conclude({**effect, "learnt": "by asking"}, outcome)
        last_byte = datetime.fromisoformat(str(effect["last_byte"]))
        believed = last_byte + timedelta(seconds=self.patience.settle(system))
        if self.frame.now < believed:
            return self._postpone(effect, "not there yet", believed - self.frame.now)
        return self._claim_next(effect)

    def _claim_next(self, effect: Item) -> str:
        """The next attempt, for one delivery only: the attempt and the lease are conditions."""
        number = int(effect["attempt"]) + 1
        if number > self.patience.attempts_max:
            return self._conclude(effect, Refusal("gave up", f"{number - 1} attempts failed"))
        held = effect_items.claimed(effect, number, self.head.id, self._lease_end())
        clauses = (*unmoved(effect), Clause("<", "lease", iso(self.frame.now)))
        planned = [Planned("effect", Put(held, clauses)), self._attempt(held, "in flight")]
        if effect["state"] != "not sent":
            absent = Refusal("not there", "asked after the settle time, and not there")
            planned.append(self._attempt(effect, "not there", absent))
        stood = write(self.kernel.ports, planned)
        return "another attempt was claimed first" if stood else self._send(held)

    def _send(self, effect: Item) -> str:
        system, ports = str(effect["system"]), self.kernel.ports
        try:
            outcome: Outcome = self._counterpart(system).send(self._request(effect))
        except Rejected as no:
            outcome = Refusal(no.code, no.detail, no.raw)
        except Unavailable as nothing:
            self._failed(system)
            return self._left(effect, "not sent", nothing, self._wait(effect, nothing))
        except UnknownOutcome as unknown:
            self._failed(system)
            ask_after = timedelta(seconds=self.patience.ask_after_seconds)
            return self._left(effect, "unknown", unknown, ask_after)
        circuit.answered(ports, system, self.circuits[system])
        return self._conclude(effect, outcome)

    def _conclude(self, effect: Item, outcome: Outcome) -> str:
        """Commit what the outcome decides: document, event, effect, attempt and mark together."""
        brought = {
            "outcome": outcome,
            "asked": self._request(effect),
            "system": str(effect["system"]),
            "head": self.head,
            "given": self.given,
        }
        decided = self.operation.conclusion.call(brought, self.policies)
        state: State = "done" if isinstance(outcome, Receipt) else "refused"
        final = {**not_due(effect), "state": state, "ended": iso(self.kernel.ports.clock())}
        stood = write_with_openings(
            self.kernel.ports,
            plan(decided, self.frame, self.head),
            [
                Planned("effect", Put(final, unmoved(effect))),
                self._attempt(effect, state, outcome),
                mark(self.frame, self.event_id),
                *parking.left_behind(
                    self.frame, self.circuits, str(effect["system"]), self.head.id
                ),
            ],
        )
        if stood:
            raise Unavailable("the document moved while its effect was being concluded")
        return f"effect {state}"

    def _left(self, effect: Item, state: State, why: TieoutError, wait: timedelta) -> str:
        """The attempt ended without an outcome; a kill before this is what leases are for."""
        now = self.kernel.ports.clock()
        again = effect_items.left(effect, state, self.head.id, now, wait)
        ended = self._attempt(effect, state, Refusal(state, why.detail))
        write(self.kernel.ports, [Planned("effect", Put(again, unmoved(effect))), ended])
        return f"effect {state}: stays due"

    def _postpone(self, effect: Item, why: str, wait: timedelta) -> str:
        tried: Item = {**effect, "tries": int(effect["tries"]) + 1, "asked": why}
        later = effect_items.due(tried, self.head.id, self.kernel.ports.clock() + wait)
        write(self.kernel.ports, [Planned("effect", Put(later, unmoved(effect)))])
        return f"{why}: stays due"

    def _park(self, system: str, extra: list[Planned]) -> str:
        return parking.park(
            self.kernel.ports, self.frame, self.operation, self.head.id, self.message, system, extra
        )

    def _attempt(self, effect: Item, state: str, outcome: Outcome | None = None) -> Planned:
        number = int(effect["attempt"])
        key = keys.attempt(self.frame.tenant, self.head.id, self.effect.kind, number)
        return effect_items.attempt(key, effect, state, self.kernel.ports.clock(), outcome)

    def _lease_end(self) -> datetime:
        return self.kernel.ports.clock() + timedelta(seconds=self.patience.lease_seconds)

    def _failed(self, system: str) -> None:
        circuit.failed(self.kernel.ports, system, self.circuits[system], self.patience)

    def _wait(self, effect: Item, why: TieoutError) -> timedelta:
        tries, jitter = int(effect["tries"]), self.kernel.ports.jitter()
        return effect_items.wait_after(tries, why, self.patience, jitter)

    def _counterpart(self, system: str) -> Counterpart[Any]:
        ports = self.kernel.ports
        return self.effect.connect(system, ports.remote, ports.clock(), ports.pause)

    def _request(self, effect: Item) -> Any:
        text = body_text(effect, self.kernel.ports.store, "request")
        return self.effect.request.model_validate_json(text)
