"""What the user moves, renames and deletes is their word and stays."""

from __future__ import annotations

import shutil

from photo_event import Event


def test_renamed_folder_keeps_its_name_and_gets_new_photos(event: Event) -> None:
    event.sort()
    (event.out / "Person 001").rename(event.out / "Ana")
    event.photo("IMG_11.jpg", "Ana")

    summary = event.sort()

    assert summary.noticed.renamed == [("Person 001", "Ana")]
    assert event.folders()["Ana"] == {f"IMG_{n}.jpg" for n in (1, 2, 3, 4, 5, 6, 11)}
    assert "Person 001" not in event.folders()


def test_two_folders_whose_names_were_exchanged_keep_their_people(event: Event) -> None:
    event.sort()
    one, two, aside = (event.out / n for n in ("Person 001", "Person 002", "aside"))
    one.rename(aside)
    two.rename(one)
    aside.rename(two)
    before = event.folders()

    event.sort()

    assert event.folders() == before


def test_photo_deleted_from_a_folder_is_not_placed_there_again(event: Event) -> None:
    event.sort()
    (event.out / "Person 001" / "IMG_1.jpg").unlink()

    summary = event.sort()
    event.photo("IMG_11.jpg", "Ana")
    event.sort()

    assert summary.noticed.deleted == 1
    assert all("IMG_1.jpg" not in files for files in event.folders().values())


def test_deleting_from_one_folder_leaves_the_photo_in_the_other(event: Event) -> None:
    event.sort()
    (event.out / "Person 001" / "IMG_5.jpg").unlink()

    event.sort()

    assert "IMG_5.jpg" not in event.folders()["Person 001"]
    assert "IMG_5.jpg" in event.folders()["Person 002"]


def test_photo_moved_to_another_person_stays_there_through_later_runs(event: Event) -> None:
    event.sort()
    (event.out / "Person 001" / "IMG_1.jpg").rename(event.out / "Person 002" / "IMG_1.jpg")

    summary = event.sort()
    event.photo("IMG_11.jpg", "Ana")
    event.photo("IMG_12.jpg", "Bo")
    event.sort()

    assert summary.noticed.moved == 1
    folders = event.folders()
    assert folders["Person 001"] == {f"IMG_{n}.jpg" for n in (2, 3, 4, 5, 6, 11)}
    assert folders["Person 002"] == {f"IMG_{n}.jpg" for n in (1, 5, 6, 7, 8, 12)}


def test_photo_moved_back_goes_back(event: Event) -> None:
    event.sort()
    one, two = event.out / "Person 001" / "IMG_1.jpg", event.out / "Person 002" / "IMG_1.jpg"
    one.rename(two)
    event.sort()
    two.rename(one)

    event.sort()
    event.sort()

    assert one.exists()
    assert not two.exists()


def test_passer_by_moved_into_a_persons_folder_belongs_to_the_person(event: Event) -> None:
    event.sort()
    (event.out / "Passers-by" / "IMG_9.jpg").rename(event.out / "Person 001" / "IMG_9.jpg")
    event.photo("IMG_11.jpg", "Dee")

    event.sort()

    assert {"IMG_9.jpg", "IMG_11.jpg"} <= event.folders()["Person 001"]


def test_photo_without_a_face_can_be_put_into_a_persons_folder(event: Event) -> None:
    event.sort()
    (event.out / "No faces" / "IMG_10.jpg").rename(event.out / "Person 001" / "IMG_10.jpg")

    event.sort()
    event.sort()

    assert "IMG_10.jpg" in event.folders()["Person 001"]
    assert "No faces" not in event.folders()


def test_deleted_folder_is_not_brought_back(event: Event) -> None:
    event.sort()
    shutil.rmtree(event.out / "Person 002")
    event.photo("IMG_11.jpg", "Bo")

    summary = event.sort()
    again = event.sort()

    assert summary.noticed.removed == ["Person 002"]
    assert again.left_out == 1
    assert set(event.folders()) == {"Person 001", "Passers-by", "No faces"}
    assert event.folders()["Passers-by"] == {"IMG_9.jpg"}


def test_restore_brings_back_what_was_deleted(event: Event) -> None:
    event.sort()
    shutil.rmtree(event.out / "Person 002")
    (event.out / "Person 001" / "IMG_1.jpg").unlink()
    event.sort()

    event.sort(restore=True)

    assert "IMG_1.jpg" in event.folders()["Person 001"]
    assert event.folder_with("IMG_5.jpg", "IMG_6.jpg", "IMG_7.jpg", "IMG_8.jpg")


def test_folder_emptied_into_another_is_one_person_from_then_on(event: Event) -> None:
    event.sort()
    one, two = event.out / "Person 001", event.out / "Person 002"
    for path in list(two.glob("*.jpg")):
        path.replace(one / path.name)  # IMG_5 and IMG_6 are there already
    shutil.rmtree(two)
    event.photo("IMG_11.jpg", "Bo")
    event.photo("IMG_12.jpg", "Ana")

    summary = event.sort()
    event.sort()

    assert summary.noticed.merged == [("Person 002", "Person 001")]
    assert event.folders()["Person 001"] == {f"IMG_{n}.jpg" for n in (1, 2, 3, 4, 5, 6, 7, 8, 11, 12)}
    assert not two.exists()


def test_merging_also_works_when_the_hidden_marker_is_moved_or_left(event: Event) -> None:
    for number in range(20, 23):
        event.photo(f"IMG_{number}.jpg", "Fay")
    event.sort()
    ana, bo, fay = (event.out / f"Person 00{n}" for n in (1, 2, 3))
    for path in list(bo.iterdir()):
        path.replace(ana / path.name)  # the marker goes along
    bo.rmdir()
    for path in list(fay.glob("*.jpg")):
        path.rename(ana / path.name)  # the marker stays in the empty folder

    summary = event.sort()
    event.sort()

    assert sorted(summary.noticed.merged) == [("Person 002", "Person 001"), ("Person 003", "Person 001")]
    assert len(event.folders()["Person 001"]) == 11
    assert not bo.exists()
    assert not fay.exists()


def test_own_files_and_folders_are_left_alone(event: Event) -> None:
    event.sort()
    (event.out / "Person 001" / "letter.txt").write_text("dear Ana")
    (event.out / "Best").mkdir()
    shutil.copy2(event.out / "Person 001" / "IMG_1.jpg", event.out / "Best" / "IMG_1.jpg")

    event.sort()

    assert (event.out / "Person 001" / "letter.txt").read_text() == "dear Ana"
    assert (event.out / "Best" / "IMG_1.jpg").exists()
    assert (event.out / "Person 001" / "IMG_1.jpg").exists()


def test_renamed_photo_is_known_again(event: Event) -> None:
    event.sort()
    ana = event.out / "Person 001"
    (ana / "IMG_1.jpg").rename(ana / "Ana laughs.jpg")
    (ana / "best").mkdir()
    (ana / "IMG_2.jpg").rename(ana / "best" / "IMG_2.jpg")

    summary = event.sort()

    assert (summary.noticed.deleted, summary.carried.placed) == (0, 0)
    assert event.folders()["Person 001"] == {"Ana laughs.jpg", "best", *(f"IMG_{n}.jpg" for n in range(3, 7))}


def test_whole_results_folder_may_be_moved(event: Event) -> None:
    event.sort()
    before = event.folders()
    event.out.rename(event.out.with_name("elsewhere"))
    event.out = event.out.with_name("elsewhere")
    event.looked_at.clear()

    summary = event.sort()

    assert (event.looked_at, summary.carried.placed) == ([], 0)
    assert event.folders() == before
