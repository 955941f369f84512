from core.models import environment

environment.settle()
