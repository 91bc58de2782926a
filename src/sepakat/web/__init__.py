"""The web site: a Django project that shows what the library knows. The only room that imports Django.

`serve.serve(lake)` runs it on this computer; `wsgi.application` is for a production server. `data.py` is the one door
to the library; `presenters/` turn figures into sentences, rows and pictures; `pages/` holds thin views. Everything is
drawn on the server and works without JavaScript.
"""
