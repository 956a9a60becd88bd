"""What the columns and codes of the demo client's files are called, and what is written in them."""

from __future__ import annotations

ITEM_COLUMNS = {
    "SAT_1": "V1_rapportcijfer",
    "SAT_2": "V2_verwachting",
    "SAT_3": "V3_ideaal",
    "IMG_1": "V4a_vakkennis",
    "IMG_2": "V4b_sympathiek",
    "IMG_3": "V4c_goede_naam",
    "IMG_4": "V4d_past_bij_mij",
    "TRU_1": "V5a_afspraken",
    "TRU_2": "V5b_eerlijk",
    "TRU_3": "V5c_houdt_rekening",
    "TRU_4": "V5d_open",
    "SRV_1": "V6a_vriendelijk",
    "SRV_2": "V6b_deskundig",
    "SRV_3": "V6c_op_tijd",
    "INV_1": "V7a_verbonden",
    "INV_2": "V7b_missen",
    "INV_3": "V7c_waarden",
    "ATT_1": "V8_aanbevelen",
    "ATT_2": "V9a_eerste_keuze",
    "ATT_3": "V9b_extra_moeite",
    "ATT_4": "V9c_geen_twijfel",
    "BEH_1": "V10_laatste_10_keer",
    "BEH_2": "V11_van_100_euro",
    "BEH_3": "V12_ook_elders_klant",
    "SWI_1": "V13a_overstap_gedoe",
    "SWI_2": "V13b_voordeel_kwijt",
    "SWI_3": "V13c_makkelijk_weg",
}
FOLLOWUP_COLUMNS = ITEM_COLUMNS | {
    "SAT_1": "Q1_cijfer",
    "ATT_1": "Q8_aanbeveling",
    "BEH_2": "Q11_aandeel_euro",
}
# Asked in the baseline only.
BASELINE_COLUMNS = {
    "CAL_1": "V14a_meeste_waar",
    "CAL_2": "V14b_meer_voordeel",
    "AFF_1": "V14c_omdat_ik_wil",
    "AFF_2": "V14d_voel_mij_thuis",
    "STR_1": "V14e_zit_vast",
    "STR_2": "V14f_alleen_hier",
    "MOR_1": "V14g_hoor_te_blijven",
    "MOR_2": "V14h_voelt_niet_goed",
    "PRI_1": "V15_weg_om_de_prijs",
    "CES_1": "V16_makkelijk",
    "MOT_1": "V17_was_er_voor_mij",
    "VAL_1_IMP": "V18a_belang_eerlijk",
    "VAL_2_IMP": "V18b_belang_duurzaam",
    "VAL_3_IMP": "V18c_belang_dichtbij",
    "VAL_4_IMP": "V18d_belang_prijs",
    "VAL_1_EXP": "V19a_merk_eerlijk",
    "VAL_2_EXP": "V19b_merk_duurzaam",
    "VAL_3_EXP": "V19c_merk_dichtbij",
    "VAL_4_EXP": "V19d_merk_prijs",
    "MOT_2": "V20_probleem_gehad",
    "MOT_3": "V21_cijfer_oplossing",
    "VOI_1": "V22_tip_of_klacht",
    "NET_1": "V23_iets_online",
    "REF_1": "V24_aantal_mensen",
}
ARRIVAL_COLUMN, TEAM_COLUMN = "V25_hoe_leren_kennen", "klantteam"
# Who was called after a complaint between the two surveys: known at the follow-up only.
CALLED_COLUMN, CALLED, NOT_CALLED = "gebeld_na_klacht", "ja", "nee"
CHANNEL_CODES = {"website": "1", "telephone": "2", "adviser": "3"}
REGION_NAMES = {"north": "Noord", "east": "Oost", "west": "West", "south": "Zuid"}
TEAM_NAMES = {
    "T1": "Amstel",
    "T2": "Dommel",
    "T3": "Eem",
    "T4": "IJssel",
    "T5": "Linge",
    "T6": "Maas",
    "T7": "Vecht",
    "T8": "Waal",
}

# What was written at the follow-up, by anybody.
REMARKS = (
    "Prima; maar de app mag sneller.",
    "Duidelijke jaarnota, geen verrassingen.",
    'De monteur zei "tot vanmiddag" en hij kwam ook écht.',
    "Ik wacht nog op reactie op mijn vraag.",
    "Tarieven zijn moeilijk te vergelijken; leg dat beter uit.",
    "Vriendelijk geholpen aan de telefoon, hele goede ervaring.",
    "Bij de verhuizing ging alles vanzelf.",
    "Waarom is groene stroom € 3 per maand duurder?",
    "Eerlijk gezegd denk ik er nooit over na.",
    "De website is overzichtelijk,\nde app wat minder.",
    "Geen opmerkingen.",
    "Fijn dat er één vast aanspreekpunt is.",
    "Overstappen vind ik te veel gedoe.",
    "Het coöperatieve idee spreekt mij aan.",
)

CODES = {"not_applicable": "n.v.t.", "dont_know": "weet niet", "no_answer": "99"}
# Here 99 can be an answer, so the missing code has a digit more.
WIDE = ("BEH_1", "BEH_2", "BEH_3", "REF_1")
