from django.urls import path

from sepakat.web.atlas import views

urlpatterns = [
    path("peta/", views.atlas, name="atlas"),
    path("peta/bentuk.json", views.shapes, name="atlas-shapes"),
]
