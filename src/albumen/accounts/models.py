"""People who log in: one user model, two kinds, e-mail as the name."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from albumen.identifiers import new_id


class UserType(models.TextChoices):
    PHOTOGRAPHER = "photographer", "Photographer"
    GUEST = "guest", "Guest"


class UserManager(BaseUserManager["User"]):
    """Makes users; e-mail addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an administrator, whose address counts as verified: only who runs the server gets here."""
        from allauth.account.models import EmailAddress

        fields = {"user_type": UserType.PHOTOGRAPHER, **fields, "is_staff": True, "is_superuser": True}
        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, **fields)
            EmailAddress.objects.create(user=user, email=user.email.lower(), verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    display_name = models.CharField(max_length=120, blank=True)
    user_type = models.CharField(max_length=12, choices=UserType.choices, default=UserType.GUEST)
    avatar = models.CharField(max_length=300, blank=True, help_text="Storage key of the profile picture.")
    avatar_raw = models.CharField(
        max_length=300, blank=True, help_text="Storage key of an uploaded picture that is being prepared."
    )
    avatar_error_code = models.CharField(max_length=60, blank=True)
    avatar_error = models.TextField(blank=True, help_text="Why the last uploaded picture cannot be used.")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May use the admin.")
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_once"),)

    def __str__(self) -> str:
        return self.email

    @property
    def is_photographer(self) -> bool:
        return self.user_type == UserType.PHOTOGRAPHER


class PhotographerProfile(models.Model):
    """What a photographer tells about the business, and which terms were accepted when."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="photographer")
    business_name = models.CharField(max_length=200)
    contact_email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(blank=True)
    address = models.TextField(max_length=500, blank=True)
    events_per_month = models.PositiveSmallIntegerField(default=0, help_text="Expected workload.")
    terms_version = models.CharField(max_length=20)
    terms_accepted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.business_name


class AccessToken(models.Model):
    """A personal access token: shown once, kept as a digest, limited to scopes, revocable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, hexadecimal.")
    hint = models.CharField(max_length=12, help_text="Its first characters, to tell tokens apart.")
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["user", "-created_at"], name="token_of_user"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"
