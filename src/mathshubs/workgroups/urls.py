from . import (
    urls_attendance,
    urls_design,
    urls_leading,
    urls_offers,
    urls_partner_offers,
    urls_places,
    urls_school_changes,
    urls_tasks,
    urls_templates,
)

app_name = "workgroups"
urlpatterns = [
    *urls_design.urlpatterns,
    *urls_places.urlpatterns,
    *urls_school_changes.urlpatterns,
    *urls_attendance.urlpatterns,
    *urls_leading.urlpatterns,
    *urls_offers.urlpatterns,
    *urls_partner_offers.urlpatterns,
    *urls_tasks.urlpatterns,
    *urls_templates.urlpatterns,
]
