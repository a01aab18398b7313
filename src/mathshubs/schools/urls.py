from django.urls import path

from .views import employments, imports, search

app_name = "schools"
urlpatterns = [
    path("schools/", search.search, name="search"),
    path("schools/suggest/", search.suggest, name="suggest"),
    path("my/schools/", employments.my_schools, name="my_schools"),
    path("my/schools/<int:employment_id>/end/", employments.end_employment, name="end_employment"),
    path("my/schools/confirm/", employments.confirmations, name="confirmations"),
    path("national/register/", imports.imports, name="imports"),
    path("national/register/<int:import_id>/", imports.one_import, name="import"),
    path(
        "national/register/<int:import_id>/refused.csv", imports.refused_rows, name="refused_rows"
    ),
]
