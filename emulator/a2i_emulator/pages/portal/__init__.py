"""The worker portal: sign in, see the open jobs, work on a task, submit it.

Its words and its ways are those of the service's own portal as far as they are known; see
https://docs.aws.amazon.com/sagemaker/latest/dg/sms-workforce-private.html.
"""

from a2i_emulator.pages.portal.blueprint import portal_blueprint

__all__ = ["portal_blueprint"]
