"""What one article says about one claim: passages -> hits -> stances -> judgement."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.domain.judgement import Judgement
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.machine_talk import readable_title
from monitor.domain.model import COMPLETE, Article, Claim, Outlet, Passage
from monitor.domain.ports import Judge
from monitor.domain.reading.assess import Report, Verdicts, assess, pairs_of, title_pair
from monitor.domain.reading.closeness import hits_of, measure, nearest
from monitor.domain.reading.naming import names_anybody
from monitor.domain.reading.scope import in_scope
from monitor.domain.reading.worth import ABOUT


def read_article(
    claim: Claim,
    article: Article,
    passages: Sequence[Passage],
    *,
    outlet: Outlet | None,
    judge: Judge,
    aliases: AliasTable,
    prior_denials: frozenset[str] = frozenset(),
) -> Judgement:
    """Judge ``article`` towards ``claim``.

    ``passages`` are the article's, made once for all claims; ``prior_denials`` the alias-table
    names of parties that denied the claim before. No IO; deterministic for one judge version.
    """
    title = readable_title(article.title)
    passages = in_scope(claim.text, passages, aliases=aliases)
    nearness, reach = measure(claim.text, passages, aliases=aliases)
    whole = judge.weigh(claim.text, passages, reach)
    hits = hits_of(claim, passages, nearness, reach)
    about = whole is not None and whole.unrelated < ABOUT
    texts = (title, *(passage.text for passage in passages))
    if about and not hits and names_anybody(claim.text, texts, aliases=aliases):
        hits = nearest(claim, passages, reach)  # it says it in other words
    report = Report(
        title=title,
        text=article.text,
        passages=tuple(passages),
        published_at=article.published_at,
        outlet=outlet,
        byline=article.byline,
        complete=article.status in COMPLETE,
    )
    pairs = pairs_of(claim, report, hits)
    titled = (title_pair(claim, report),) if title else ()
    scores = judge.judge((*pairs, *titled))
    said = Verdicts(
        hits=scores[: len(pairs)],
        title=scores[-1] if titled else None,
        whole=whole,
    )
    return assess(
        claim,
        report,
        hits,
        said,
        aliases=aliases,
        version=judge.version,
        prior_denials=prior_denials,
    )
