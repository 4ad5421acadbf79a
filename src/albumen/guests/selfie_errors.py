"""Why a selfie cannot be used: a code, a sentence, and what to do (FEATURES C4)."""

from __future__ import annotations

from albumen.errors import AlbumenError


class SelfieRefusedError(AlbumenError):
    """The selfie cannot be used; another one may."""

    code = "selfie_refused"
    advice = "Take another selfie: your face alone, from the front, in good light."


class NoFaceError(SelfieRefusedError):
    code = "no_face"
    advice = "Take a selfie on which your whole face is seen from the front, without mask or sunglasses."


class SeveralFacesError(SelfieRefusedError):
    code = "several_faces"
    advice = "Take a selfie on which you are alone, or crop the picture to your face."


class FaceTooSmallError(SelfieRefusedError):
    code = "face_too_small"
    advice = "Hold the camera closer, so that your face fills about half of the picture."


class FaceBlurredError(SelfieRefusedError):
    code = "face_blurred"
    advice = "Wipe the lens, hold the camera still, and wait until the picture is sharp."


class FaceTooDarkError(SelfieRefusedError):
    code = "face_too_dark"
    advice = "Turn your face towards a window or a lamp, without strong light from behind."


class FaceCutOffError(SelfieRefusedError):
    code = "face_cut_off"
    advice = "Hold the camera so that your whole face is inside the picture."


class FaceTurnedAwayError(SelfieRefusedError):
    code = "face_turned_away"
    advice = "Look straight into the camera."


class FaceUnclearError(SelfieRefusedError):
    """None of the named reasons alone, but too little is left to recognise anybody by."""

    code = "face_unclear"
    advice = "Take another selfie from the front, in good light, without mask or sunglasses."


class AnotherPersonError(SelfieRefusedError):
    code = "another_person"
    advice = "Every selfie must show you alone. If the older ones are wrong, delete them first."
