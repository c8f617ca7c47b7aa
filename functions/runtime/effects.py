"""The effect ledger: an outside effect is claimed, sent, and asked about before any retry.

Every attempt is one item; its lease outlives the function that holds it. "Not there" is believed
only after the system's settle time since the last byte was sent, a refusal only when no earlier
attempt can be carried out any more. Nothing here loops or waits: what is not final stays due, and
`wake` delivers the original message again.
"""

from datetime import timedelta
from typing import Any

from functions.runtime import circuit, effect_items, keys, parking, periods
from functions.runtime.commit import Planned, mark, plan, write, write_with_openings
from functions.runtime.decision import Commit, Intent, Outcome, Receipt, Refusal
from functions.runtime.effect_items import State, not_due, unmoved
from functions.runtime.effect_work import Work
from functions.runtime.errors import Rejected, TieoutError, Unavailable, UnknownOutcome
from functions.runtime.items import head_after
from functions.runtime.ports import ABSENT, Clause, Item, Put
from schemas.base import iso


class Effecting(Work):
    """One delivery's work on one effect of one document."""

    __slots__ = ()

    def anew(self, effect: Item) -> bool:
        """Whether people had decided anew what came to nothing; all else is only resumed."""
        return self.given.again is not None and effect["state"] == "refused"

    def begin(self, decided: Commit[Any], intent: Intent, before: Item | None) -> str:
        """Commit the intent with the decision and claim its first attempt; then send.

        If there was an effect `before` that came to nothing, it is asked about first; what may
        still be carried out at one system is never begun at another.
        """
        if before and effect_items.in_doubt(before) and before["system"] != intent.system:
            return f"what is in doubt at {before['system']} is not begun at {intent.system}"
        if held_by := self._barred(intent.system):
            return self._park(held_by, [])
        made = plan(decided, self.frame, self.head)
        key = keys.effect(self.frame.tenant, self.head.id, self.effect.kind)
        kept = effect_items.kept(self.kernel.ports.store, self.frame.tenant, intent)
        day = self._counterpart(intent.system).entry(intent.request).day
        kept["booked"] = keys.booked(
            self.frame.tenant, self.effect.kind, intent.system, self.head.entity, day
        )
        first = effect_items.intended(
            key, intent, self.operation.name, self.message, self.frame.now, kept
        )
        if before is None:
            held = effect_items.claimed(first, 1, self.head.id, self._lease_end())
        else:
            held = effect_items.anew(before, first, self.head.id, self.frame.now)
        forgot = self._forgot(first)
        if forgot:
            held = self._forgotten(first if before is None else held, forgot)
        begun = [Planned("effect", Put(held, unmoved(before) if before else ABSENT))]
        if before is None or forgot:
            begun.append(self._attempt(held, "forgotten" if forgot else "in flight"))
        if write_with_openings(self.kernel.ports, made, begun):
            raise Unavailable("the document moved while its effect was being decided")
        head = head_after(self.head, made.moved, decided.body)
        moved = self._replace(head=head)
        asks = before or forgot
        return moved._ask(held, intent.system) if asks else moved._send(held)

    def resume(self, effect: Item) -> str:
        """Take up an effect that is not final: only if nobody holds it, and never blindly."""
        if effect["state"] in ("done", "refused"):
            return "the effect is final"
        if str(effect["lease"]) >= iso(self.frame.now):
            return "another attempt holds the lease"
        system = str(effect["system"])
        if held_by := self._barred(system):
            parked = Planned("effect", Put(not_due(effect), unmoved(effect)))
            return self._park(held_by, [parked])
        if forgot := self._forgot(effect):
            return self._doubt(effect, forgot)
        if effect["state"] == "not sent" and "doubt" not in effect:
            return self._claim_next(effect)
        return self._ask(effect, system)

    def _doubt(self, effect: Item, forgot: str) -> str:
        """Whatever the ledger says of it, a later attempt may have been forgotten: ask."""
        held = self._forgotten(effect, forgot)
        planned = [Planned("effect", Put(held, unmoved(effect))), self._attempt(held, "forgotten")]
        if write(self.kernel.ports, planned):
            return "another delivery asks"
        return self._ask(held, str(effect["system"]))

    def _ask(self, effect: Item, system: str) -> str:
        """An outcome that is not known is asked about before anything is sent again."""
        try:
            outcome = self._counterpart(system).ask(self._request(effect))
        except (Unavailable, UnknownOutcome) as silence:
            self._failed(system)
            return self._postpone(effect, silence.detail, self._wait(effect, silence))
        except Rejected as cannot:
            silent = Refusal("cannot be asked", cannot.detail, cannot.raw)
            return self._conclude({**effect, "learnt": "by asking"}, silent)
        circuit.answered(self.kernel.ports, system, self.circuits[system])
        if outcome is not None:
            return self._conclude({**effect, "learnt": "by asking"}, outcome)
        believed = effect_items.believed(effect, self.patience)
        if self.frame.now < believed:
            return self._postpone(effect, "not there yet", believed - self.frame.now)
        return self._claim_next(effect)

    def _claim_next(self, effect: Item) -> str:
        """The next attempt, for one delivery only: the attempt and the lease are conditions."""
        number = int(effect["attempt"]) + 1
        doubtful = effect_items.remembering(effect)
        if number - int(effect.get("before", 0)) > self.patience.attempts_max:
            late_until = effect_items.late_until(doubtful, self.patience)
            if self.frame.now < late_until:
                return self._postpone(effect, "not there yet", late_until - self.frame.now)
            return self._conclude(effect, Refusal("gave up", f"{number - 1} attempts failed"))
        held = effect_items.claimed(doubtful, number, self.head.id, self._lease_end())
        clauses = (*unmoved(effect), Clause("<", "lease", iso(self.frame.now)))
        planned = [Planned("effect", Put(held, clauses)), self._attempt(held, "in flight")]
        if effect["state"] in effect_items.SENT:
            absent = Refusal("not there", "asked after the settle time, and not there")
            planned.append(self._attempt(effect, "not there", absent))
        stood = write(self.kernel.ports, planned)
        return "another attempt was claimed first" if stood else self._send(held)

    def _send(self, effect: Item) -> str:
        system, ports = str(effect["system"]), self.kernel.ports
        request = self._request(effect)
        if closed := periods.refusal(request, self.calendar, self.frame.now):
            return self._refused(effect, closed)
        try:
            outcome: Outcome = self._counterpart(system).send(request)
        except Rejected as no:
            circuit.answered(ports, system, self.circuits[system])
            return self._refused(effect, no)
        except Unavailable as nothing:
            self._failed(system)
            return self._left(effect, "not sent", nothing, self._wait(effect, nothing))
        except UnknownOutcome as unknown:
            self._failed(system)
            return self._left(effect, "unknown", unknown, self._soon())
        circuit.answered(ports, system, self.circuits[system])
        return self._conclude(effect, outcome)

    def _refused(self, effect: Item, no: Rejected) -> str:
        """Final, unless an earlier attempt, whose end nobody knows, may still be carried out."""
        if self.kernel.ports.clock() < effect_items.late_until(effect, self.patience):
            return self._left(effect, "doubted", no, self._soon())
        return self._conclude(effect, Refusal(no.code, no.detail, no.raw))

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
