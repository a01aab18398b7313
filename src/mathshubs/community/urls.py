from django.urls import path

from .views import library, members, moderation, posts, proposing, spaces

app_name = "community"
urlpatterns = [
    path("communities/", spaces.mine, name="mine"),
    path("communities/<int:space_id>/", spaces.space, name="space"),
    path("communities/<int:space_id>/read/", spaces.read_all, name="read_all"),
    path("communities/<int:space_id>/write/", posts.begin, name="begin"),
    path("communities/<int:space_id>/choices/", members.choices, name="choices"),
    path("communities/<int:space_id>/members/", members.members, name="members"),
    path("communities/posts/<int:space_post_id>/", posts.thread, name="thread"),
    path("communities/posts/<int:space_post_id>/change/", posts.change, name="change"),
    path("communities/posts/<int:space_post_id>/take-back/", posts.take_back, name="take_back"),
    path("communities/posts/<int:space_post_id>/put-back/", posts.put_back, name="put_back"),
    path("communities/posts/<int:space_post_id>/pin/", posts.pin, name="pin"),
    path("communities/posts/<int:space_post_id>/report/", moderation.report, name="report"),
    path("communities/posts/<int:space_post_id>/hide/", moderation.hide, name="hide"),
    path("communities/posts/<int:space_post_id>/restore/", moderation.restore, name="restore"),
    path("communities/posts/<int:space_post_id>/keep/", moderation.keep, name="keep"),
    path("communities/<int:space_id>/moderation/", moderation.listed, name="moderation"),
    path("communities/<int:space_id>/archive/", moderation.archive, name="archive"),
    path("communities/<int:space_id>/add/", members.add, name="add"),
    path("communities/<int:space_id>/remove/", members.remove, name="remove"),
    path("communities/files/<int:post_file_id>/", posts.file, name="file"),
    path("library/", library.library, name="library"),
    path("library/propose/", proposing.propose, name="propose"),
    path("library/<int:resource_id>/", library.resource, name="resource"),
    path("library/<int:resource_id>/change/", proposing.change, name="change_resource"),
    path("library/<int:resource_id>/decide/", library.decide, name="decide"),
    path("library/<int:resource_id>/agree/", library.agree, name="agree"),
    path("library/<int:resource_id>/used/", library.used, name="used"),
    path("library/files/<int:resource_file_id>/", library.resource_file, name="resource_file"),
    path("work-groups/<int:work_group_id>/community/", spaces.open_of_group, name="open"),
]
