"""The cast stands: every other test relies on it."""


def test_two_rivals_with_a_person_in_every_role(harbor, rival):
    assert len(harbor.members) == len(rival.members) == 8
    with harbor.scope():
        assert harbor.customer.contacts.count() == 2
    assert harbor.project_manager.name == "Ana Ruiz"
