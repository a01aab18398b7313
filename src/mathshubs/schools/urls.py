from django.urls import path

from .views import employments, imports, priority, results, search

app_name = "schools"
urlpatterns = [
    path("schools/", search.search, name="search"),
    path("schools/suggest/", search.suggest, name="suggest"),
    path("my/schools/", employments.my_schools, name="my_schools"),
    path("my/schools/<int:employment_id>/end/", employments.end_employment, name="end_employment"),
    path("my/schools/confirm/", employments.confirmations, name="confirmations"),
    path("national/priority-lists/", priority.priority_lists, name="priority_lists"),
    path("national/priority-lists/new/", priority.new_priority_list, name="new_priority_list"),
    path(
        "national/priority-lists/<int:priority_list_id>/",
        priority.priority_list,
        name="priority_list",
    ),
    path("national/register/", imports.imports, name="imports"),
    path("national/register/<int:import_id>/", imports.one_import, name="import"),
    path(
        "national/register/<int:import_id>/refused.csv", imports.refused_rows, name="refused_rows"
    ),
    path("national/results/", results.results_imports, name="results_imports"),
    path(
        "national/results/<int:results_import_id>/", results.results_import, name="results_import"
    ),
    path(
        "national/results/<int:results_import_id>/refused.csv",
        results.refused_rows,
        name="refused_results",
    ),
    path("schools/<int:urn>/results/", results.school_results, name="school_results"),
]
