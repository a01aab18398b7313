from django.urls import path

from .views import members, posts, spaces

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
    path("communities/files/<int:post_file_id>/", posts.file, name="file"),
    path("work-groups/<int:work_group_id>/community/", spaces.open_of_group, name="open"),
]
