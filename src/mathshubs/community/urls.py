from django.urls import path

from .views import members, moderation, posts, spaces

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
    path("work-groups/<int:work_group_id>/community/", spaces.open_of_group, name="open"),
]
