from . import urls_attendance, urls_design, urls_places

app_name = "workgroups"
urlpatterns = [*urls_design.urlpatterns, *urls_places.urlpatterns, *urls_attendance.urlpatterns]
