"""The tus protocol, version 1.0.0 (https://tus.io/protocols/resumable-upload): the door of uploads."""
