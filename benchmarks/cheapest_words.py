"""Decides how the search for the cheapest package is explained to people."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_DOWN, Decimal

from benchmarks.floors import Asked, Demand, Gap
from benchmarks.limits import Limits
from benchmarks.money import amount_text
from benchmarks.packages import NOTHING, Package
from benchmarks.vesting import YEARS


def of_package(limits: Limits, demand: Demand, start: Package, found: Package) -> tuple[str, ...]:
    """Why this package: what it is worth, which floors hold it up, what more value costs, which part was raised."""
    missing = demand.total.amount - start.annual_valued
    sentences = [
        f"{_capital(_parts(found))}: worth {_money(found.annual_valued, found)} a year to the candidate"
        f"{_taken_off(limits)}; it costs {_money(limits.cost(found), found)} over four years{_with_on_cost(limits)}.",
        _searched(limits),
        *_least(limits, demand),
    ]
    if demand.total.amount and missing <= 0:
        sentences.append(
            f"{_of(demand.total)} {_money(demand.total.amount, found)} a year; what is set so far comes to "
            f"{_money(start.annual_valued, found)}, so the total takes nothing more."
        )
    elif demand.total.amount:
        sentences.append(
            f"{_of(demand.total)} {_money(demand.total.amount, found)} a year; what is set so far comes to "
            f"{_money(start.annual_valued, found)}, so {_money(missing, found)} a year were missing."
        )
        sentences += [*_prices(limits), _raised(limits, start, found), *_at_the_limit(limits, demand, start, found)]
        if over := found.annual_valued - demand.total.amount:
            sentences.append(f"In steps as round as these it ends {_money(over, found)} a year above what is asked.")
    return tuple(sentences)


def of_gap(limits: Limits, demand: Demand, gap: Gap) -> tuple[str, ...]:
    """Why there is none: how good the best one is, what each part lacks, what would close it."""
    best = gap.best
    sentences = [
        f"No package within the limits clears {demand.names}. The most they allow is {_parts(best)}: worth "
        f"{_money(best.annual_valued, best)} a year to the candidate{_taken_off(limits)}."
    ]
    ends = {
        "base": (demand.base, best.base, "base", "the band ends at", "A base above the band closes it"),
        "equity_4yr": (
            demand.equity_4yr,
            best.equity_4yr,
            "equity over four years",
            "the limit is",
            "A higher limit for equity closes it",
        ),
        "signing": (
            demand.signing,
            best.signing,
            "a signing bonus",
            "the limit is",
            "A higher limit for signing closes it",
        ),
    }
    for part, (asked, most, words, where, remedy) in ends.items():
        if lacking := getattr(gap, part):
            sentences.append(
                f"{_of(asked)} {_money(asked.amount, best)} {_as(words)}, {where} {_money(most, best)}: "
                f"{_money(lacking, best)} are missing. {remedy}."
            )
    if gap.total:
        asks = f"{_of(demand.total)} {_money(demand.total.amount, best)} a year"
        sentences.append(f"{asks}: {_money(gap.total, best)} of it are missing.")
        sentences.append(_closing(limits, demand, gap))
    return tuple(sentences)


def _searched(limits: Limits) -> str:
    """Between which limits, in which steps, packages were tried."""
    low, high, step, most, equity_step = (
        amount_text(amount, limits.currency)
        for amount in (limits.base_low, limits.base_high, limits.base_step, limits.equity_most, limits.equity_step)
    )
    return (
        f"Tried were base from {low} {'upwards' if limits.base_high is None else f'to {high}'} in steps of {step} and "
        f"equity over four years up to the limit of {most} in steps of {equity_step}."
    )


def _least(limits: Limits, demand: Demand) -> list[str]:
    """What holds each part up from below."""
    sentences = []
    if demand.base.amount > limits.base_low:
        sentences.append(
            f"{_of(demand.base)} {amount_text(demand.base.amount, limits.currency)} base: not less than that."
        )
    else:
        sentences.append(
            f"The band begins at {amount_text(limits.base_low, limits.currency)}: not less base than that."
        )
    if demand.equity_4yr.amount:
        amount = amount_text(demand.equity_4yr.amount, limits.currency)
        sentences.append(f"{_of(demand.equity_4yr)} {amount} equity over four years: not less than that.")
    if demand.signing.amount:
        amount = amount_text(demand.signing.amount, limits.currency)
        sentences.append(
            f"{_of(demand.signing)} {amount} signing bonus: not less, and no more, as it counts in no total."
        )
    return sentences


def _prices(limits: Limits) -> list[str]:
    """What one more step of value a year costs through each part, over four years."""
    unit = amount_text(limits.base_step, limits.currency)
    through_base, once = (
        amount_text(_whole(limits.base_step * times * limits.cash_cost), limits.currency) for times in (YEARS, 1)
    )
    if limits.equity_worth:
        through_equity = amount_text(_whole(limits.base_step / limits.equity_worth), limits.currency)
        why = f", as {_percent(limits.discount_percent)} of it count for nothing" if limits.discount_percent else ""
        equity = f" and {through_equity} through equity{why}"
    else:
        equity = "; equity counts for nothing at a discount of 100 %"
    return [
        f"One more {unit} a year for the candidate costs over four years {through_base} through base"
        f"{_with_on_cost(limits)}{equity}.",
        f"A signing bonus is paid once and counts in no yearly total: {unit} of it cost {once}. So it is no higher "
        "than asked.",
    ]


def _raised(limits: Limits, start: Package, found: Package) -> str:
    """Which part was raised for the total, and why that one."""
    ends = []
    if found.base != start.base:
        top = " (the top of the band)" if found.base == limits.base_high else ""
        ends.append(f"base from {_money(start.base, found)} to {_money(found.base, found)}{top}")
    if found.equity_4yr != start.equity_4yr:
        most = " (the most that the limit allows)" if found.equity_4yr == limits.equity_most else ""
        before = _money(start.equity_4yr, found) if start.equity_4yr else "nothing"
        ends.append(f"equity over four years from {before} to {_money(found.equity_4yr, found)}{most}")
    if limits.base_is_cheaper:
        why = "Base is the cheaper way, so it goes first and equity brings only what base cannot"
    elif YEARS * limits.cash_cost * limits.equity_worth == 1:
        why = "Both ways cost the same, so equity goes first: base is the part that is never taken back"
    else:
        why = "Equity is the cheaper way, so it goes first and base brings only what equity cannot"
    return f"{why}. Raised: {', '.join(ends)}."


def _at_the_limit(limits: Limits, demand: Demand, start: Package, found: Package) -> list[str]:
    """Where the part that goes first ends below its limit, though the other was raised: what the limit would cost."""
    total, worth = demand.total.amount - limits.bonus, limits.equity_worth
    base: Decimal | None
    equity: Decimal | None
    if limits.base_is_cheaper:
        if limits.base_high is None or found.base == limits.base_high or found.equity_4yr == start.equity_4yr:
            return []
        base = limits.base_high
        equity = limits.equity.at_least(max(start.equity_4yr * worth, total - base), worth=worth)
    else:
        if found.equity_4yr == limits.equity_most or found.base == start.base:
            return []
        equity = limits.equity_most
        base = limits.base.at_least(max(start.base, total - equity * worth))
    assert base is not None
    assert equity is not None  # what was found lies within the limits
    more = limits.cost(limits.package(base, equity, found.signing)) - limits.cost(found)
    dearer = f"{_money(more, found)} more over four years" if more else "the same, with more base"
    at_base, at_equity = (" at its limit of", "") if limits.base_is_cheaper else ("", " at its limit of")
    return [
        f"In these steps, base{at_base} {_money(base, found)} with equity{at_equity} {_money(equity, found)} would "
        f"cost {dearer}."
    ]


def _closing(limits: Limits, demand: Demand, gap: Gap) -> str:
    """What would bring the missing total, each way by itself."""
    best, currency = gap.best, limits.currency
    more = _up(gap.total, limits.base_step)
    ways = [f"{amount_text(more, currency)} more base, which makes {_money(best.base + more, best)}, above the band"]
    if limits.equity_worth:
        equity = _up(gap.total / limits.equity_worth, limits.equity_step)
        ways.append(f"{amount_text(equity, currency)} more equity over four years than the limit allows")
    closes = "Any of these closes it: " if len(ways) > 1 else "What closes it: "
    text = closes + ", or ".join(ways)
    if not limits.discount_percent or not best.equity_4yr:
        return f"{text}."
    missing = demand.total.amount - best.annual_cash
    bearable = 100 * (1 - YEARS * missing / best.equity_4yr)
    if bearable < 0:
        return f"{text}. No smaller discount closes it: even at face value the total stays below."
    bearable = bearable.quantize(Decimal("0.1"), ROUND_DOWN)
    return (
        f"{text}, or a discount on equity of {_percent(bearable)} instead of {_percent(limits.discount_percent)}, "
        "if it can be made easier to sell."
    )


def _parts(package: Package) -> str:
    parts = [f"base {_money(package.base, package)}"]
    if package.bonus:
        parts.append(f"bonus {_money(package.bonus, package)}")
    parts += [
        f"equity over four years {_money(package.equity_4yr, package)}",
        f"signing {_money(package.signing, package)}",
    ]
    return ", ".join(parts)


def _of(asked: Asked) -> str:
    return f"{_capital(asked.who)} {asked.verb} for"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _as(words: str) -> str:
    return f"as {words}" if words.startswith("a ") else words


def _money(amount: Decimal, package: Package) -> str:
    return amount_text(amount, package.currency)


def _taken_off(limits: Limits) -> str:
    return f", with {_percent(limits.discount_percent)} taken off the equity" if limits.discount_percent else ""


def _with_on_cost(limits: Limits) -> str:
    return f" (with {_percent(limits.on_cost_percent)} on top of cash)" if limits.on_cost_percent else ""


def _percent(percent: Decimal) -> str:
    return f"{percent.normalize():f} %"


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1))


def _up(amount: Decimal, step: Decimal) -> Decimal:
    return max(NOTHING, (amount / step).to_integral_value(ROUND_CEILING) * step)
