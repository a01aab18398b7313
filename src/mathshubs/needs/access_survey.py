"""Who may open the pages of surveys of schools."""

from __future__ import annotations

from mathshubs.core.access import Page, page

_NATIONAL = "in no no no no no no ok no"
_NOT_SENT_TO = "in 405 405 405 405 405 405 405 405"
_STAFF_SEE = "in 404 404 404 ok ok 404 ok 404"
_STAFF_DO = "in 404 404 404 ok ok 404 no 404"

# visitor teacher school_lead group_lead administrator hub_lead other_hub national evaluator
PAGES: dict[str, Page] = {
    "needs:surveys": page(get=_STAFF_SEE, post=_NOT_SENT_TO),
    "needs:new_survey": page(get=_STAFF_DO, post=_STAFF_DO),
    "needs:national_surveys": page(get=_NATIONAL, post=_NOT_SENT_TO),
    "needs:new_national_survey": page(get=_NATIONAL, post=_NATIONAL),
    "needs:survey": page(get=_STAFF_SEE, post=_STAFF_DO),
    "needs:change_survey": page(get=_STAFF_DO, post=_STAFF_DO),
    "needs:add_question": page(get=_STAFF_DO, post=_STAFF_DO),
    "needs:survey_question": page(get=_STAFF_DO, post=_STAFF_DO),
    "needs:survey_preview": page(get=_STAFF_SEE, post=_NOT_SENT_TO),
    "needs:survey_results": page(get=_STAFF_SEE, post=_NOT_SENT_TO),
    "needs:survey_schools_asked": page(get=_STAFF_DO, post=_STAFF_DO),
    "needs:answer_survey": page(
        get="in 404 ok 404 404 404 404 404 404", post="in 405 405 405 405 405 405 405 405"
    ),
    "needs:survey_answer": page(get="ok", post="ok"),
}
